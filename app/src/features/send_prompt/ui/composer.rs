//! The composer: what is typed here is sent, and kept when it is not.

use super::super::model::draft;
use super::super::model::keys::{Key, rows};
use crate::shared::ui::icon::Icon;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Textarea;
use leptos::prelude::*;
use tollgate::types::ChatId;

#[component]
pub fn Composer(
    /// What is typed. The page sets it back when sending failed.
    text: RwSignal<String>,
    /// Whose draft it is.
    #[prop(into)]
    chat: Signal<Option<ChatId>>,
    /// An answer is being written: typing goes on, sending waits, and Stop stands in Send's place.
    #[prop(into)]
    writing: Signal<bool>,
    #[prop(into)] placeholder: Signal<&'static str>,
    on_send: Callback<String>,
    on_stop: Callback<()>,
    /// What stands at the start of the foot.
    children: Children,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    keep_draft(text, chat, field);
    let send = move || {
        if !empty.get_untracked() && !writing.get_untracked() {
            on_send.run(text.get_untracked());
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let on_keydown = move |event: KeyboardEvent| {
        let key = Key {
            enter: event.key() == "Enter",
            shift: event.shift_key(),
            composing: event.is_composing(),
        };
        if key.sends() {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="composer" on:submit=on_submit>
            <textarea
                node_ref=field
                name="message"
                aria-label="Message"
                placeholder=move || placeholder.get()
                dir="auto"
                autocomplete="off"
                rows=move || text.with(|text| rows(text)).to_string()
                on:keydown=on_keydown
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <div class="composer-foot">
                {children()}
                <SendOrStop empty writing on_stop />
            </div>
        </form>
    }
    .into_any()
}

/// One box for both, so that nothing jumps.
#[component]
fn SendOrStop(empty: Memo<bool>, writing: Signal<bool>, on_stop: Callback<()>) -> impl IntoView {
    move || {
        if writing.get() {
            view! {
                <button type="button" class="btn send" aria-label="Stop" on:click=move |_| on_stop.run(())>
                    <Icon name="stop" />
                    <span class="send-word">"Stop"</span>
                    <kbd class="send-word">"Esc"</kbd>
                </button>
            }
            .into_any()
        } else {
            view! {
                <button type="submit" class="btn primary send" aria-label="Send" disabled=move || empty.get()>
                    <span class="send-word">"Send"</span>
                    <Icon name="send" />
                </button>
            }
            .into_any()
        }
    }
}

/// Ties field, signal and draft together. The signal leads, except for what was typed before the script came.
fn keep_draft(text: RwSignal<String>, chat: Signal<Option<ChatId>>, field: NodeRef<Textarea>) {
    Effect::new(move |tied: Option<bool>| {
        let Some(field) = field.get() else {
            return false;
        };
        if tied != Some(true) && text.with_untracked(String::is_empty) {
            let typed = draft::typed_before(field.value());
            let kept = typed.or_else(|| draft::load(chat.get_untracked()));
            text.set(kept.unwrap_or_default());
        }
        text.with(|text| {
            draft::keep(chat.get_untracked(), text);
            if field.value() != *text {
                field.set_value(text);
            }
        });
        true
    });
}
