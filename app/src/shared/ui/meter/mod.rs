//! How much of a limit is used: solid what is settled, striped what is held, and a post where it will end. Drawn,
//! because the page allows no styles in its text.

use leptos::prelude::*;

/// What is held is never too narrow to be seen.
const NARROWEST: i64 = 9;

/// All lengths in thousandths of the whole. `tone`: `ok`, `warn` or `danger`.
#[component]
pub fn Meter(
    label: &'static str,
    /// The same in a sentence, for readers.
    #[prop(into)]
    in_words: String,
    tone: &'static str,
    used: i64,
    held: i64,
    #[prop(default = None)] post: Option<i64>,
) -> impl IntoView {
    let held = (held > 0).then(|| held.max(NARROWEST).min(1_000 - used));
    let stripes = held.map(|held| {
        let stripes = (0..held).step_by(8).map(|at| {
            view! { <rect x=used + at width=(held - at).min(4) height="12"></rect> }
        });
        stripes.collect_view()
    });
    view! {
        <div
            class=format!("meter {tone}")
            role="meter"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="1000"
            aria-valuenow=used
            aria-valuetext=in_words
        >
            <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                <rect width=used height="12"></rect>
                {stripes}
                {post.map(|post| view! { <line class="post" x1=post x2=post y1="0" y2="12"></line> })}
            </svg>
        </div>
    }
    .into_any()
}
