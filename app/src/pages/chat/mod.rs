//! The chat page: one conversation, or the start of one.

use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn ChatPage() -> impl IntoView {
    view! {
        <Title text="New chat"/>
        <main>
            <h1>"New chat"</h1>
        </main>
    }
}
