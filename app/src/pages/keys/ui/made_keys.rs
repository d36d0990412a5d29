//! A key that was just made, the only time that it is seen.

use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::keys::MadeKey;

#[component]
pub fn MadeKeys(made: Vec<MadeKey>) -> impl IntoView {
    let made: Vec<_> = made
        .into_iter()
        .map(|made| view! { <OneKey made/> })
        .collect();
    made
}

#[component]
fn OneKey(made: MadeKey) -> impl IntoView {
    let text = "Key made. It is shown this once; copy it now.";
    let label = format!("The key {}", made.name);
    let key = made.shown().to_owned();
    let to_copy = key.clone();
    view! {
        <Banner tone=Tone::Ok text>
            <button type="button" class="btn small" data-copy=to_copy>
                <Icon name="copy"/>
                <span aria-live="polite">"Copy"</span>
            </button>
        </Banner>
        <output class="one-time-link" aria-label=label>{key}</output>
    }
    .into_any()
}
