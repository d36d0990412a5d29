//! The fields for all that a key opens.

use super::super::model::terms_form::BOX;
use crate::entities::limits::LimitFields;
use crate::shared::server::Sent;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::keys::KeyWishes;
use tollgate::types::{Llm, LlmName};

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
        <LlmBoxes sent ticked=current.llms llms/>
    }
    .into_any()
}

#[component]
fn LlmBoxes(sent: Sent, ticked: Vec<LlmName>, llms: Vec<Llm>) -> impl IntoView {
    // What is ticked and not offered any more stays until somebody unticks it.
    let gone = ticked
        .iter()
        .filter(|name| llms.iter().all(|llm| llm.name != **name));
    let gone = gone.map(|name| (name.clone(), format!("{} (not offered now)", name.0)));
    let offered = llms.iter().map(|llm| (llm.name.clone(), llm.title.clone()));
    let boxes: Vec<_> = offered
        .chain(gone)
        .map(|(name, title)| {
            let field = format!("{BOX}{}", name.0);
            let checked = sent.ticked(&field, ticked.contains(&name));
            view! {
                <label class="key-llm">
                    <input type="checkbox" name=field checked=checked/>
                    <span>{title}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="key-llms" aria-describedby="key-llms-note">
            <legend>"Models"</legend>
            <p id="key-llms-note" class="field-note">"None ticked is all of them, also those to come."</p>
            <div>{boxes}</div>
        </fieldset>
    }
    .into_any()
}
