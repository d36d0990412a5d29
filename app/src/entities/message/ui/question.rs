//! What a person asked: a sunken block, as typed.

use leptos::prelude::*;
use tollgate::types::Question;

#[component]
pub fn QuestionView(question: Question) -> impl IntoView {
    view! {
        <article class="question" aria-label="Question" dir="auto">
            {question.text}
        </article>
    }
    .into_any()
}
