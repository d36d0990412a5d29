//! The fields for all limits.

use super::super::model::written::WrittenLimits;
use crate::shared::server::Sent;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::types::Limits;

/// `sent` is the form as it was refused, `current` what is in force.
#[component]
pub fn LimitFields(sent: Sent, current: Limits) -> impl IntoView {
    let now = WrittenLimits::of(&current);
    let field = |label, name, hint: &'static str, current: String| {
        let (value, error) = (sent.value(name, current), sent.error(name));
        view! { <Field label name value error hint required=false/> }
    };
    view! {
        <div class="field-row">
            {field("Requests an hour", "requests_per_hour", "", now.requests_per_hour)}
            {field("Answers at once", "at_once", "", now.at_once)}
            {field("Tokens a day", "tokens_per_day", "", now.tokens_per_day)}
        </div>
        <div class="field-row">
            {field("Budget a day", "daily_budget", "In dollars, like 10 or 0.25.", now.daily_budget)}
            {field("Budget a month", "monthly_budget", "", now.monthly_budget)}
        </div>
    }
    .into_any()
}
