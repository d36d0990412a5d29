//! What stands below the conversation: why something did not happen, and the composer.

use super::super::model::actions::Actions;
use super::top_bar::Picker;
use crate::features::send_prompt::Composer;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;

#[component]
pub fn Dock(actions: Actions) -> impl IntoView {
    let conversation = actions.conversation;
    let writing = Memo::new(move |_| conversation.writing().is_some());
    let placeholder = Signal::derive(move || {
        if writing.get() {
            "Ask a follow-up; it waits for this answer"
        } else if conversation.turns.with(Vec::is_empty) {
            "Ask anything"
        } else {
            "Ask a follow-up"
        }
    });
    view! {
        <div class="dock">
            <div class="column">
                <NoLlm actions />
                <Composer
                    text=conversation.text
                    chat=conversation.chat
                    writing
                    placeholder
                    error=conversation.error
                    draft=Callback::new(move |text| conversation.prompt(text))
                    on_send=Callback::new(move |text| actions.send(text))
                    on_stop=Callback::new(move |()| actions.stop())
                >
                    <Picker id="llm-in-composer" actions />
                </Composer>
                <p class="composer-hint">"Enter sends · Shift Enter makes a new line"</p>
            </div>
        </div>
    }
    .into_any()
}

/// Without any model there is nobody to ask.
#[component]
fn NoLlm(actions: Actions) -> impl IntoView {
    let none = actions.conversation.llms.with_value(Vec::is_empty);
    none.then(|| {
        view! {
            <Banner
                tone=Tone::Warn
                text="No model is set up. An admin adds a provider or the local model to the configuration."
            />
        }
    })
}
