//! A labelled text field. The line below it is reserved: it shows the hint, or what is wrong.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

/// Shown below every field for a new password; the core holds people to it.
pub const PASSWORD_RULE: &str = "At least 12 characters; a sentence is fine.";

#[component]
pub fn Field(
    label: &'static str,
    /// Also the name in the form; one field of a name per page.
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    /// What stands in the field at first.
    #[prop(optional, into)]
    value: Option<String>,
    #[prop(default = true)] required: bool,
    #[prop(optional)] autofocus: bool,
    /// Shown and sent, but not to be changed.
    #[prop(optional)]
    readonly: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let note_id = format!("{id}-note");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="input"
                type=kind
                name=name
                value=value
                autocomplete=autocomplete
                autofocus=autofocus
                required=required
                readonly=readonly
                spellcheck="false"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=note_id.clone()
            />
            <FieldNote id=note_id hint error/>
        </div>
    }
}

/// The reserved line under a field.
#[component]
pub fn FieldNote(id: String, hint: Option<String>, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-note" class:wrong=move || error.with(Option::is_some) id=id>
            {move || match error.get() {
                Some(error) => view! { <Icon name="warn"/><span>{error}</span> }.into_any(),
                None => view! { <span>{hint.clone()}</span> }.into_any(),
            }}
        </p>
    }
}
