//! The composer: what is typed here is sent, and kept when it is not.

use super::super::model::draft;
use super::super::model::keys::{Key, rows};
use super::super::model::quote::quote;
use crate::shared::routes;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Textarea;
use leptos::prelude::*;
use tollgate::types::{ChatId, Prompt, Quoted};

/// What the message may cost describes it.
const COST: &str = "composer-cost";

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
    /// Why something did not happen.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What would be sent of a text.
    draft: Callback<String, Prompt>,
    on_send: Callback<String>,
    on_stop: Callback<()>,
    /// What stands at the start of the foot.
    children: Children,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let quoted = quote(text, writing, draft);
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
    // One thing at a time stands above it.
    let above = move || match error.get() {
        Some(text) => view! { <Banner tone=Tone::Danger text /> }.into_any(),
        None => view! { <Left quoted /> }.into_any(),
    };
    view! {
        {above}
        <form class="composer" on:submit=on_submit>
            <textarea
                node_ref=field
                name="message"
                aria-label="Message"
                aria-describedby=COST
                placeholder=move || placeholder.get()
                dir="auto"
                autocomplete="off"
                rows=move || text.with(|text| rows(text)).to_string()
                on:keydown=on_keydown
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <div class="composer-foot">
                {children()}
                <Cost empty quoted />
                <SendOrStop empty writing on_stop />
            </div>
        </form>
    }
    .into_any()
}

/// The most that it may cost.
#[component]
fn Cost(empty: Memo<bool>, quoted: RwSignal<Option<Quoted>>) -> impl IntoView {
    let cost = move || quoted.with(|quoted| Some(quoted.as_ref()?.cost.clone()));
    let pinches = move || quoted.with(|quoted| quoted.as_ref().is_some_and(|said| said.pinches));
    view! {
        <output id=COST class="composer-cost" class:warn=pinches>
            {move || cost().filter(|_| !empty.get())}
        </output>
    }
    .into_any()
}

/// What is left, where it is little. What is still enough can be put aside.
#[component]
fn Left(quoted: RwSignal<Option<Quoted>>) -> impl IntoView {
    let notice = Memo::new(move |_| quoted.with(|quoted| quoted.as_ref()?.notice.clone()));
    let seen = RwSignal::new(None);
    move || {
        let notice = notice.get()?;
        if notice.is_short {
            return Some(view! { <Banner tone=Tone::Danger text=notice.text /> }.into_any());
        }
        let unseen = seen.with(|seen| seen.as_ref() != Some(&notice));
        unseen.then(|| {
            let text = notice.text.clone();
            let hide = move |_| seen.set(Some(notice.clone()));
            view! {
                <Banner tone=Tone::Warn text>
                    <a class="btn small quiet" href=routes::USAGE rel="external">"See usage"</a>
                    <button type="button" class="btn quiet icon-only small" aria-label="Hide" on:click=hide>
                        <Icon name="close" />
                    </button>
                </Banner>
            }
            .into_any()
        })
    }
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
