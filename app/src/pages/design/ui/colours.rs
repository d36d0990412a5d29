//! The tokens, and the drawings of the sprite.

use crate::shared::ui::icon::{Icon, names};
use leptos::prelude::*;

const TOKENS: [&str; 34] = [
    "bg",
    "surface",
    "sunken",
    "hover",
    "selected",
    "overlay",
    "line",
    "line-strong",
    "line-control",
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-hi",
    "on-accent",
    "accent-soft",
    "focus",
    "ok",
    "ok-soft",
    "warn",
    "warn-soft",
    "warn-line",
    "danger",
    "danger-fill",
    "danger-soft",
    "danger-line",
    "on-danger",
    "c1",
    "c2",
    "c3",
    "c4",
    "c5",
    "qr-light",
    "qr-dark",
];

#[component]
pub fn Colours() -> impl IntoView {
    let swatch = |name: &'static str| {
        view! {
            <li>
                <svg viewBox="0 0 8 3" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="8" height="3" fill=format!("var(--{name})")></rect>
                </svg>
                <code>{name}</code>
            </li>
        }
    };
    let swatches: Vec<_> = TOKENS.into_iter().map(swatch).collect();
    view! { <ul class="swatches">{swatches}</ul> }.into_any()
}

#[component]
pub fn Icons() -> impl IntoView {
    let drawing = |name: &'static str| {
        view! { <li><Icon name/> <code>{name}</code></li> }
    };
    let drawings: Vec<_> = names().map(drawing).collect();
    view! { <ul class="swatches">{drawings}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_shown() {
        let tokens = include_str!("../../../../../style/tokens.css");
        let colours: Vec<_> = tokens
            .lines()
            .filter(|line| line.contains(": light-dark(#"))
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
            .map(|(name, _)| name)
            .filter(|name| !name.starts_with("code-") && *name != "scrim")
            .collect();
        let missing: Vec<_> = colours
            .iter()
            .filter(|name| !TOKENS.contains(name))
            .collect();
        assert!(
            missing.is_empty() && colours.len() == TOKENS.len(),
            "{missing:?}"
        );
    }
}
