//! A question and its answer. An answer that is being written is read from where the page has it.

use super::super::model::actions::Actions;
use super::super::model::conversation::TurnState;
use crate::entities::message::{AnswerView, LiveAnswer, QuestionView, Reader, read_events};
use crate::shared::ui::dialog::About;
use leptos::prelude::*;
use tollgate::types::{Answer, AnswerId};

#[component]
pub fn TurnView(turn: TurnState, actions: Actions, receipt: About<Answer>) -> impl IntoView {
    let (question, answer) = turn.key();
    let live = RwSignal::from(turn.live);
    let stored = RwSignal::from(turn.stored);
    read_while_written(actions, live, stored, answer);
    let conversation = actions.conversation;
    let may_regenerate = Memo::new(move |_| {
        let last = conversation
            .turns
            .with(|turns| turns.last().map(|turn| turn.question.id));
        last == Some(question) && !live.with(LiveAnswer::is_writing)
    });
    view! {
        <QuestionView question=turn.question />
        <AnswerView
            live
            may_regenerate
            on_regenerate=Callback::new(move |()| actions.regenerate())
            on_receipt=Callback::new(move |answer: Answer| receipt.open(answer))
        />
    }
    .into_any()
}

fn read_while_written(
    actions: Actions,
    live: RwSignal<LiveAnswer>,
    stored: RwSignal<bool>,
    answer: AnswerId,
) {
    Effect::new(move || {
        if !stored.get() || !live.with_untracked(LiveAnswer::is_writing) {
            return;
        }
        read_events(Reader {
            answer,
            position: Callback::new(move |()| live.with_untracked(LiveAnswer::position)),
            on_event: Callback::new(move |(event, position)| {
                live.update(|live| live.apply(&event, position));
                actions.heard(&event, live.with_untracked(LiveAnswer::announcement));
            }),
        });
    });
}
