//! What is shown this once.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

#[component]
pub fn ShownOnce(title: &'static str, about: &'static str, values: Vec<String>) -> impl IntoView {
    let all = values.join("\n");
    let list: Vec<_> = values
        .into_iter()
        .map(|value| view! { <li><code>{value}</code></li> })
        .collect();
    view! {
        <div class="shown-once" role="group" aria-label=title>
            <header>
                <h3>{title}</h3>
                <button type="button" class="btn small" data-copy=all>
                    <Icon name="copy"/><span aria-live="polite">"Copy"</span>
                </button>
            </header>
            <p>{about}</p>
            <ul>{list}</ul>
        </div>
    }
    .into_any()
}
