//! The page of an unknown address. A chat of somebody else looks the same.

use crate::shared::routes;
use crate::shared::ui::door::Door;
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Door title="There is nothing here" lead="The address is wrong, or what was here is gone.">
            <a class="btn" href=routes::HOME>"Back to your chats"</a>
        </Door>
    }
    .into_any()
}
