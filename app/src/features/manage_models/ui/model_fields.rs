//! The fields for title, context and places. Rows are added and taken away by buttons that send the form to the
//! page itself, which draws it as it then stands.

use super::super::model::model_form::Row;
use crate::shared::server::Sent;
use crate::shared::ui::field::{Field, FieldNote};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

/// A provider's name and title.
type Provider = (String, String);

/// `page` draws the form anew.
#[component]
pub fn ModelFields(
    sent: Sent,
    title: String,
    context: String,
    rows: Vec<Row>,
    providers: Vec<Provider>,
    page: String,
) -> impl IntoView {
    let (title, wrong_title) = (sent.value("title", title), sent.error("title"));
    let (context, wrong_context) = (sent.value("context", context), sent.error("context"));
    let error = sent.error("targets");
    let rows = rows.into_iter().enumerate().map(|(place, row)| {
        view! { <TargetRow place row providers=providers.clone() page=page.clone()/> }
    });
    view! {
        // Enter is the first button of a form, and nobody saves, or removes a row, by it.
        <button type="submit" class="sr-only" tabindex="-1" aria-hidden="true" formmethod="get" formaction=page.clone() formnovalidate>
            "Look at it"
        </button>
        <div class="field-row">
            <Field label="Title" name="title" value=title error=wrong_title hint="As people read it."/>
            <Field label="Context" name="context" value=context error=wrong_context hint="Most tokens of prompt and answer together."/>
        </div>
        <fieldset class="model-targets" aria-describedby="targets-note">
            <legend>"Where it is served"</legend>
            {rows.collect_view()}
            <FieldNote
                id="targets-note".to_owned()
                hint=Some("Calls fall by weight; with weight 0 a place only steps in when others fail.".to_owned())
                error
            />
            <button type="submit" class="btn small" name="more" value="1" formmethod="get" formaction=page.clone() formnovalidate>
                <Icon name="plus"/>"Add a place"
            </button>
        </fieldset>
    }
    .into_any()
}

#[component]
fn TargetRow(place: usize, row: Row, providers: Vec<Provider>, page: String) -> impl IntoView {
    let named = |what: &str| format!("{what}:{place}");
    let number = place + 1;
    let label = |what: &str| format!("{what} {number}");
    // One that is not configured any more stays until somebody chooses another.
    let known = providers.iter().any(|(name, _)| *name == row.provider);
    let gone =
        (!known && !row.provider.is_empty()).then(|| (row.provider.clone(), row.provider.clone()));
    let none = (String::new(), "–".to_owned());
    let options = [none]
        .into_iter()
        .chain(providers)
        .chain(gone)
        .map(|(name, title)| {
            let selected = name == row.provider;
            view! { <option value=name selected=selected>{title}</option> }
        });
    view! {
        <div class="model-target">
            <label>
                <span>"Provider"<span class="sr-only">{format!(" {number}")}</span></span>
                <select class="input" name=named("provider")>{options.collect_view()}</select>
            </label>
            <label>
                <span>"Name there"<span class="sr-only">{format!(" {number}")}</span></span>
                <input class="input" name=named("upstream") value=row.upstream autocomplete="off" spellcheck="false"/>
            </label>
            <label>
                <span>"Weight"<span class="sr-only">{format!(" {number}")}</span></span>
                <input class="input" name=named("weight") value=row.weight inputmode="numeric" autocomplete="off"/>
            </label>
            <button type="submit" class="btn quiet icon-only" name="without" value=place.to_string()
                formmethod="get" formaction=page formnovalidate aria-label=label("Remove place")>
                <Icon name="trash"/>
            </button>
        </div>
    }
    .into_any()
}
