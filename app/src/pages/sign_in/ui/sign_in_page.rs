//! Where everybody comes in. While there is no account, it says where the set-up link is.

use crate::entities::account::arrive;
use crate::features::sign_in::SignInForm;
use crate::shared::routes;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::door::Door;
use crate::shared::ui::load::Load;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use tollgate::types::SignUp;

#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let next = Signal::derive(move || query.read().get("next"));
    let arrival = Resource::new(move || next.get(), arrive);
    view! {
        <Door title="Sign in to Tollgate">
            <Load from=arrival children=|arrival| (!arrival.is_set_up).then(NoAccountYet)/>
            <SignInForm next/>
            <Load from=arrival children=|arrival| view! { <WayToAnAccount sign_up=arrival.sign_up/> }/>
        </Door>
    }
    .into_any()
}

#[component]
fn WayToAnAccount(sign_up: SignUp) -> impl IntoView {
    let way = match sign_up {
        SignUp::Open => view! { <a href=routes::SIGN_UP rel="external">"Make one"</a> }.into_any(),
        SignUp::Invite => "Accounts here are by invitation; ask your administrator.".into_any(),
        SignUp::Closed => "Nobody can make one here now; ask your administrator.".into_any(),
    };
    view! { <p class="door-foot">"No account? " {way}</p> }.into_any()
}

#[component]
fn NoAccountYet() -> impl IntoView {
    view! {
        <Banner
            tone=Tone::Info
            text="There is no account yet. The server's log shows a set-up link; open it to make the first administrator."
        />
    }
    .into_any()
}
