//! What the link is for, and the form that uses it up.

use super::findings::Findings;
use crate::entities::account::{Link, open_link};
use crate::features::redeem_link::JoinForm;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::ui::door::Door;
use crate::shared::ui::load::Skeleton;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tollgate::types::Role;

#[component]
pub fn JoinPage() -> impl IntoView {
    let params = use_params_map();
    let secret = Signal::derive(move || params.read().get("secret").unwrap_or_default());
    let link = Resource::new(move || secret.get(), open_link);
    let draw = move || {
        Suspend::new(async move {
            match link.await {
                Ok(link) => view! { <OpenDoor link secret=secret.get_untracked()/> }.into_any(),
                Err(error) => view! { <ClosedDoor error/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=Skeleton>{draw}</Suspense> }
}

#[component]
fn OpenDoor(link: Link, secret: String) -> impl IntoView {
    let (title, lead, act) = match (link.is_setup, link.invitation.role) {
        (true, _) => (
            "Set up Tollgate",
            "This link works once. It makes the first administrator; there is no default password.",
            "Create administrator",
        ),
        (false, Role::Admin) => (
            "Join Tollgate",
            "You are invited as an administrator. This link works once.",
            "Create account",
        ),
        (false, Role::Person) => (
            "Join Tollgate",
            "You are invited. This link works once.",
            "Create account",
        ),
    };
    let email = link.invitation.email.map(|email| email.to_string());
    let form = view! { <JoinForm secret email act/> };
    if link.is_setup {
        view! {
            <Door title lead wide=true>
                <div class="setup">
                    {form}
                    <Findings findings=link.findings/>
                </div>
            </Door>
        }
        .into_any()
    } else {
        view! { <Door title lead>{form}</Door> }.into_any()
    }
}

#[component]
fn ClosedDoor(error: AppError) -> impl IntoView {
    view! {
        <Door title="This link does not open" lead=error.message>
            <a class="btn" href=routes::SIGN_IN>"Sign in"</a>
        </Door>
    }
    .into_any()
}
