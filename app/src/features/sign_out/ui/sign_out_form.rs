//! The button that signs out.

use crate::features::sign_out::api::sign_out::SignOut;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// A plain form on purpose: the browser loads a new page, and nothing of the account stays in memory.
#[component]
pub fn SignOutForm(
    #[prop(default = "btn quiet")] class: &'static str,
    /// `menuitem` where it stands in a menu.
    #[prop(optional)]
    role: Option<&'static str>,
) -> impl IntoView {
    view! {
        <form method="post" action=SignOut::PATH role=role.map(|_| "none")>
            <button type="submit" class=class role=role><Icon name="sign-out"/>"Sign out"</button>
        </form>
    }
}
