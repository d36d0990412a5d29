//! A word for a state; the colour only repeats it.

use leptos::prelude::*;

/// `tone`: empty, `accent`, `ok`, `warn` or `danger`.
#[component]
pub fn Badge(
    #[prop(optional)] tone: &'static str,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    view! { <span class=format!("badge {tone}")>{text}</span> }
}
