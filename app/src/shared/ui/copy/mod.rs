//! A button that copies a text and says so for two seconds.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const SAID_FOR: Duration = Duration::from_secs(2);

#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    /// Beside `btn`.
    #[prop(default = "small")]
    class: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // The promise is not awaited: browsers refuse only without a user's click.
        let _ = window()
            .navigator()
            .clipboard()
            .write_text(&text.read_untracked());
        copied.set(true);
        set_timeout(move || copied.set(false), SAID_FOR);
    };
    let icon = Signal::derive(move || if copied.get() { "check" } else { "copy" });
    view! {
        <button type="button" class=format!("btn {class}") on:click=copy>
            <Icon name=icon/>
            <span aria-live="polite">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
        </button>
    }
}
