//! Whether a target is asked.

use super::super::model::words::health;
use leptos::prelude::*;
use tollgate::types::Health;

/// The state as a dot and its word.
#[component]
pub fn Breaker(state: Health) -> impl IntoView {
    view! { <span class=format!("breaker {}", state.as_str())>{health(state)}</span> }
}
