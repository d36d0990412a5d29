//! The fields for all that a key opens.

use crate::entities::limits::LimitFields;
use crate::entities::llm_list::LlmBoxes;
use crate::shared::server::Sent;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::keys::KeyWishes;
use tollgate::types::Llm;

/// `sent` is the form as it was refused, `current` what is in force, `llms` all that may be asked.
#[component]
pub fn TermsFields(sent: Sent, current: KeyWishes, llms: Vec<Llm>) -> impl IntoView {
    let until = current.until.map(|day| day.to_string());
    let until = sent.value("until", until.unwrap_or_default());
    view! {
        <div class="field-row">
            <Field
                label="Last day"
                name="until"
                kind="date"
                required=false
                value=until
                error=sent.error("until")
                hint="Good to its end where you are; empty is for good."
            />
        </div>
        <LimitFields sent=sent.clone() current=current.limits/>
        <LlmBoxes sent ticked=current.llms llms note="None ticked is all of them, also those to come."/>
    }
    .into_any()
}
