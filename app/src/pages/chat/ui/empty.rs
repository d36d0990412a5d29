//! Before the first question.

use crate::shared::ui::mark::Mark;
use leptos::prelude::*;

#[component]
pub fn Empty() -> impl IntoView {
    view! {
        <div class="chat-empty">
            <Mark />
            <h2>"What do you want to work out?"</h2>
            <p>"Every answer comes with a receipt."</p>
        </div>
    }
    .into_any()
}
