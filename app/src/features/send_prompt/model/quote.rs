//! What the draft may cost and what is left, asked once the typing has paused and when an answer has ended.

use super::super::api::quote_prompt::quote_prompt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use tollgate::types::{Prompt, Quoted};

const PAUSE: Duration = Duration::from_millis(300);

/// `draft` makes what would be sent; what it reads is followed. In the browser only.
pub fn quote(
    text: RwSignal<String>,
    writing: Signal<bool>,
    draft: Callback<String, Prompt>,
) -> RwSignal<Option<Quoted>> {
    let quoted = RwSignal::new(None);
    let asked = StoredValue::new(0u32);
    Effect::new(move || {
        let prompt = draft.run(text.get());
        let number = asked.get_value() + 1;
        asked.set_value(number);
        if writing.get() {
            return;
        }
        let is_newest = move || asked.try_get_value() == Some(number);
        set_timeout(
            move || {
                if is_newest() {
                    spawn_local(async move {
                        // What cannot be said is not said; sending says why.
                        let said = quote_prompt(prompt).await.ok();
                        if is_newest() {
                            quoted.try_set(said);
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    quoted
}
