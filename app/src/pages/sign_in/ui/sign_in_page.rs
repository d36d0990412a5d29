//! Where everybody comes in. While there is no account, it says where the set-up link is.

use crate::entities::account::arrive;
use crate::features::sign_in::SignInForm;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::door::Door;
use crate::shared::ui::load::Load;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let next = Signal::derive(move || query.read().get("next"));
    let somebody_can = Resource::new(move || next.get(), arrive);
    view! {
        <Door title="Sign in to Tollgate">
            <Load from=somebody_can children=move |somebody_can| (!somebody_can).then(NoAccountYet)/>
            <SignInForm next/>
            <p class="door-foot">"No account? Accounts here are by invitation; ask your administrator."</p>
        </Door>
    }
    .into_any()
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
