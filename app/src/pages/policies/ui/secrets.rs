//! What is taken out of answers: patterns of one's own, and the rules that come with the program.

use super::super::model::stand::Stand;
use super::foot::{Foot, Reset};
use crate::shared::routes;
use crate::shared::server::{LastForm, Sent};
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::field::Field;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::config::{PatternSection, RedactionSection};
use tollgate::redact::built_in;

const FIELDS: [&str; 2] = ["name", "pattern"];
const RESET: &str = "reset-redaction";

/// `open` is the pattern that is changed: its number, or `new`.
#[component]
pub fn Secrets(
    section: RedactionSection,
    open: Option<String>,
    last: LastForm,
    stand: Stand,
) -> impl IntoView {
    let patterns = section.patterns;
    let form = open.map(|which| {
        let number = which.parse::<usize>().ok();
        let pattern = number.and_then(|number| patterns.get(number)).cloned();
        let sent = last.of_where("save_pattern", "which", &which);
        view! { <PatternForm which pattern sent version=stand.version()/> }
    });
    let rows: Vec<_> = patterns.iter().enumerate().map(row).collect();
    view! {
        <section class="card" id="patterns" aria-labelledby="patterns-title">
            <header class="card-head">
                <h2 id="patterns-title">"Own patterns in answers"</h2>
                <a class="btn small" href=routes::NEW_PATTERN><Icon name="plus"/>"Add"</a>
            </header>
            <FormBanner text=last.of("remove_pattern").elsewhere(&[])/>
            {form}
            <Table rows/>
        </section>
    }
    .into_any()
}

#[component]
fn Table(rows: Vec<AnyView>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <p class="policy-none">"What matches a pattern of yours reads [REDACTED] in every answer, also while it streams."</p>
        }
        .into_any();
    }
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Own patterns in answers">
            <table class="table policy-table">
                <caption class="sr-only">"Own patterns in answers"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Pattern"</th>
                        <th scope="col">"Answers"</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row((number, one): (usize, &PatternSection)) -> AnyView {
    let edit = format!("Edit {}", one.name);
    view! {
        <tr>
            <th scope="row">{one.name.clone()}</th>
            <td class="wraps"><code>{one.pattern.clone()}</code></td>
            <td><Badge tone="warn" text="redact"/></td>
            <td class="end"><a class="btn quiet small" href=routes::pattern(number) aria-label=edit>"Edit"</a></td>
        </tr>
    }
    .into_any()
}

#[component]
fn PatternForm(
    which: String,
    pattern: Option<PatternSection>,
    sent: Sent,
    version: i64,
) -> impl IntoView {
    let title = match &pattern {
        Some(one) => format!("Change {}", one.name),
        None => "New pattern".to_owned(),
    };
    let number = pattern.is_some().then(|| which.clone());
    let (name, pattern) = pattern
        .map(|one| (one.name, one.pattern))
        .unwrap_or_default();
    let heading = title.clone();
    view! {
        <div class="policy-open">
            <form method="post" action="/api/fn/save_pattern" aria-label=title>
                <h3>{heading}</h3>
                <FormBanner text=sent.elsewhere(&FIELDS)/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="which" value=which/>
                <div class="field-row">
                    <Field label="Name" name="name" value=sent.value("name", name.clone()) error=sent.error("name") autofocus=true hint="As receipts name it."/>
                    <Field label="Pattern" name="pattern" value=sent.value("pattern", pattern) error=sent.error("pattern") hint="A regular expression, as INV-[0-9]{6}."/>
                </div>
                <div class="policy-acts">
                    {number.is_some().then(|| view! {
                        <button type="button" class="btn danger" command="show-modal" commandfor="remove-pattern">"Remove"</button>
                    })}
                    <a class="btn quiet" href=routes::POLICIES>"Discard"</a>
                    <button type="submit" class="btn primary">"Save pattern"</button>
                </div>
            </form>
            {number.map(|number| view! { <Remove number name version/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Remove(number: String, name: String, version: i64) -> impl IntoView {
    view! {
        <Dialog id="remove-pattern" title=format!("Remove {name}?")>
            <form method="post" action="/api/fn/remove_pattern">
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="which" value=number/>
                <div class="dialog-body"><p>"Answers from now on show what matches it. Those that were written keep their marks."</p></div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor="remove-pattern" autofocus>"Keep it"</button>
                    <button type="submit" class="btn danger filled">"Remove pattern"</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}

/// The rules that come with the program, each with a box.
#[component]
pub fn BuiltIn(off: Vec<String>, sent: Sent, stand: Stand) -> impl IntoView {
    let mut names: Vec<_> = built_in().into_iter().map(|rule| rule.name).collect();
    names.dedup();
    let boxes = names.into_iter().map(|name| {
        let field = format!("on.{name}");
        let on = sent.ticked(&field, !off.contains(&name));
        view! {
            <li>
                <label class="policy-check"><input type="checkbox" name=field checked=on/>{name}</label>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="built-in-title">
            <header class="card-head"><h2 id="built-in-title">"Built-in rules for answers"</h2></header>
            <form method="post" action="/api/fn/set_built_in">
                <input type="hidden" name="version" value=stand.version()/>
                <div class="card-body">
                    <FormBanner text=sent.elsewhere(&[])/>
                    <ul class="policy-boxes">{boxes.collect_view()}</ul>
                </div>
                <Foot stand=stand.clone() reset=RESET>
                    <button type="submit" class="btn primary">"Save"</button>
                </Foot>
            </form>
            <Reset stand id=RESET/>
        </section>
    }
    .into_any()
}
