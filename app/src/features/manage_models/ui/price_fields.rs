//! The fields of a price.

use crate::shared::server::Sent;
use crate::shared::ui::field::Field;
use leptos::prelude::*;

/// `needed`: whether a price must be given.
#[component]
pub fn PriceFields(sent: Sent, needed: bool, legend: &'static str) -> impl IntoView {
    let field = |label, name, required, hint: &'static str| {
        let (value, error) = (sent.value(name, ""), sent.error(name));
        view! { <Field label name value error hint required/> }
    };
    view! {
        <fieldset class="model-targets">
            <legend>{legend}</legend>
            <div class="field-row model-price">
                {field("Input", "input", needed, "Dollars per 1M tokens.")}
                {field("Cached input", "cached_input", false, "Empty: as input.")}
                {field("Cache write", "cache_write", false, "Empty: as input.")}
                {field("Output", "output", false, "")}
            </div>
        </fieldset>
    }
    .into_any()
}
