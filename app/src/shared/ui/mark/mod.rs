//! The mark: a toll gate, and the word beside it.

use leptos::prelude::*;

/// The drawing alone.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" fill="none" aria-hidden="true">
            <path d="M2 21.2h20" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>
            <path d="M3.5 11a2 2 0 0 1 2-2h1.5a2 2 0 0 1 2 2v9h-5.5z" fill="currentColor"></path>
            <path d="M9.8 10.1 22.5 4.9" stroke="currentColor" stroke-width="3.4" stroke-dasharray="5.2 1.5 3 1.5 3"></path>
            <circle cx="6.25" cy="11.8" r="1.2" fill="var(--bg)"></circle>
        </svg>
    }
}

/// Mark and word.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <span class="logo"><Mark/>"Tollgate"</span>
    }
}
