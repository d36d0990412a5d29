//! What a model answered: who, the text as it comes, how it ended, and a foot that is there from the start.

use super::super::model::document::Document;
use super::super::model::ending::{Ending, answered_instead, provider};
use super::super::model::live_answer::LiveAnswer;
use super::copy_button::CopyButton;
use super::local_time::LocalTime;
use super::markdown::Markdown;
use super::receipt_chip::ReceiptChip;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::Answer;

#[component]
pub fn AnswerView(
    live: RwSignal<LiveAnswer>,
    /// Whether another answer may be asked for.
    #[prop(into)]
    may_regenerate: Signal<bool>,
    on_regenerate: Callback<()>,
    on_receipt: Callback<Answer>,
) -> impl IntoView {
    let document = StoredValue::new(Document::default());
    let pieces = Memo::new(move |_| {
        live.with(|live| {
            let growing = live.is_writing();
            document.try_update_value(|document| document.advance(&live.answer.text, growing))
        })
        .unwrap_or_default()
    });
    let writing = Memo::new(move |_| live.with(LiveAnswer::is_writing));
    let name = live.with_untracked(|live| format!("Answer from {}", live.answer.llm_title));
    let text = Callback::new(move |()| live.with_untracked(|live| live.answer.text.clone()));
    let regenerate = move |_| on_regenerate.run(());
    view! {
        <article class="answer" class:writing=writing aria-label=name aria-busy=move || writing.get().to_string()>
            <AnswerHead live />
            <Instead live />
            <Thinking live />
            <Markdown pieces />
            <AnswerEnding live on_regenerate may_regenerate />
            <footer class="answer-foot">
                <CopyButton text />
                <Show when=move || may_regenerate.get()>
                    <button
                        type="button"
                        class="btn quiet small icon-only"
                        aria-label="Regenerate"
                        title="Regenerate"
                        on:click=regenerate
                    >
                        <Icon name="redo" />
                    </button>
                </Show>
                <ReceiptChip live on_receipt />
            </footer>
        </article>
    }
    .into_any()
}

#[component]
fn AnswerHead(live: RwSignal<LiveAnswer>) -> impl IntoView {
    let started_at = live.with_untracked(|live| live.answer.started_at);
    view! {
        <header class="answer-head">
            <b>{move || live.with(|live| live.answer.llm_title.clone())}</b>
            <span>{move || live.with(|live| format!("via {}", provider(&live.answer)))}</span>
            <LocalTime at=started_at />
        </header>
    }
    .into_any()
}

#[component]
fn Instead(live: RwSignal<LiveAnswer>) -> impl IntoView {
    let text = Memo::new(move |_| {
        live.with(|live| live.answer.receipt.as_ref().and_then(answered_instead))
    });
    move || {
        let text = text.get();
        text.map(|text| view! { <p class="answer-instead"><Icon name="up-down" />{text}</p> })
    }
}

/// What the model thought before it spoke, closed at first.
#[component]
fn Thinking(live: RwSignal<LiveAnswer>) -> impl IntoView {
    let thought = Memo::new(move |_| live.with(|live| !live.answer.reasoning.is_empty()));
    let text = move || live.with(|live| live.answer.reasoning.clone());
    view! {
        <Show when=move || thought.get()>
            <details class="thinking">
                <summary>"Thinking"</summary>
                <p dir="auto">{text}</p>
            </details>
        </Show>
    }
    .into_any()
}

/// What is to be said of an answer that did not end by itself.
#[component]
fn AnswerEnding(
    live: RwSignal<LiveAnswer>,
    may_regenerate: Signal<bool>,
    on_regenerate: Callback<()>,
) -> impl IntoView {
    let ending = Memo::new(move |_| live.with(|live| Ending::of(&live.answer)));
    let again = move || {
        view! {
            <Show when=move || may_regenerate.get()>
                <button type="button" class="btn small" on:click=move |_| on_regenerate.run(())>
                    "Try again"
                </button>
            </Show>
        }
    };
    move || match ending.get() {
        Ending::Quiet => ().into_any(),
        Ending::Failed(text) => {
            view! { <Banner tone=Tone::Danger text=text>{again()}</Banner> }.into_any()
        }
        Ending::Cut(text) => view! { <p class="answer-cut">{text}</p> }.into_any(),
    }
}
