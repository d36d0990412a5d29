//! The boxes, with the title of each model.

use super::super::model::ticked::BOX;
use crate::shared::server::Sent;
use leptos::prelude::*;
use tollgate::types::{Llm, LlmName};

/// `sent` is the form as it was refused, `ticked` what is in force, `llms` all that may be ticked.
#[component]
pub fn LlmBoxes(
    sent: Sent,
    ticked: Vec<LlmName>,
    llms: Vec<Llm>,
    #[prop(default = "Models")] legend: &'static str,
    note: &'static str,
) -> impl IntoView {
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
                <label class="llm-box">
                    <input type="checkbox" name=field checked=checked/>
                    <span>{title}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="llm-boxes" aria-describedby="llm-boxes-note">
            <legend>{legend}</legend>
            <p id="llm-boxes-note" class="field-note">{note}</p>
            <div>{boxes}</div>
        </fieldset>
    }
    .into_any()
}
