//! Copies a text. The button says "Copied" for two seconds, to eyes and to readers.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const SAID_FOR: Duration = Duration::from_secs(2);

#[component]
pub fn CopyButton(
    /// Asked for at the press, so that a text that grows is copied whole.
    text: Callback<(), String>,
    /// With its word beside the icon.
    #[prop(optional)]
    labelled: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let word = move || if copied.get() { "Copied" } else { "Copy" };
    let icon = Signal::derive(move || if copied.get() { "check" } else { "copy" });
    let copy = move |_| {
        // The promise is not awaited: it fails only where the browser forbids the clipboard.
        let _ = window().navigator().clipboard().write_text(&text.run(()));
        copied.set(true);
        set_timeout(
            move || {
                copied.try_set(false);
            },
            SAID_FOR,
        );
    };
    view! {
        <button
            type="button"
            class="btn quiet small"
            class:icon-only=!labelled
            aria-label=move || (!labelled).then(word)
            title="Copy"
            on:click=copy
        >
            <Icon name=icon />
            {labelled.then(|| view! { <span>{word}</span> })}
        </button>
        <span class="sr-only" role="status">
            {move || copied.get().then_some("Copied")}
        </span>
    }
    .into_any()
}
