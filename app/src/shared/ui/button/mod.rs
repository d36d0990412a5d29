//! Buttons. A link that looks like one is `<a class="btn">`; plain `<button class="btn quiet">` is fine too.
//! This component adds what is easy to forget: a busy button keeps its width and refuses a second press.

use leptos::prelude::*;

/// A button that sends the form it stands in.
#[component]
pub fn SubmitButton(
    /// Beside `btn`: `primary`, `quiet`, `danger`, `filled`, `small`, `large`, `wide`.
    #[prop(optional)]
    class: &'static str,
    /// While the form is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    // Not `disabled`, which would drop the keyboard's focus.
    let refuse_second_press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <button
            type="submit"
            class=format!("btn {class}")
            aria-busy=move || busy.get().then_some("true")
            on:click=refuse_second_press
        >
            {children()}
        </button>
    }
}
