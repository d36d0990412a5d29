//! Words and patterns of one's own in questions: each is a category, or adds to one.

use super::super::model::stand::Stand;
use super::super::model::words::{action, tone};
use crate::shared::routes;
use crate::shared::server::{LastForm, Sent, in_textarea};
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::field::{Field, FieldNote};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::config::{ModerationSection, RuleSection};
use tollgate::moderation::{Action, Policy};
use tollgate::types::Category;

const FIELDS: [&str; 3] = ["category", "words", "patterns"];

/// `open` is the rule that is changed: its number, or `new`.
#[component]
pub fn Rules(
    section: ModerationSection,
    policy: Policy,
    open: Option<String>,
    last: LastForm,
    stand: Stand,
) -> impl IntoView {
    let rules = section.rules;
    let chosen = open.as_ref().map(|which| {
        let rule = which.parse::<usize>().ok();
        (
            which.clone(),
            rule.and_then(|number| rules.get(number)).cloned(),
        )
    });
    let form = chosen.map(|(which, rule)| {
        let sent = last.of_where("save_rule", "which", &which);
        let action = rule
            .as_ref()
            .map_or(Action::Block, |rule| of(&policy, rule));
        view! { <RuleForm which rule action sent version=stand.version()/> }
    });
    let rows: Vec<_> = rules
        .iter()
        .enumerate()
        .map(|(number, rule)| row(number, rule, &policy))
        .collect();
    view! {
        <section class="card" id="rules" aria-labelledby="rules-title">
            <header class="card-head">
                <h2 id="rules-title">"Own words and patterns in questions"</h2>
                <a class="btn small" href=routes::NEW_RULE><Icon name="plus"/>"Add"</a>
            </header>
            <FormBanner text=last.of("remove_rule").elsewhere(&[])/>
            {form}
            <Table rows/>
        </section>
    }
    .into_any()
}

fn of(policy: &Policy, rule: &RuleSection) -> Action {
    policy.rule(&Category::from(rule.category.clone())).action
}

#[component]
fn Table(rows: Vec<AnyView>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <p class="policy-none">"Names of projects, numbers of tickets: what you add here is found in every spelling, whoever judges."</p>
        }
        .into_any();
    }
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Own words and patterns">
            <table class="table policy-table">
                <caption class="sr-only">"Own words and patterns in questions"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Category"</th>
                        <th scope="col">"Words and patterns"</th>
                        <th scope="col">"Questions"</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(number: usize, rule: &RuleSection, policy: &Policy) -> AnyView {
    let words = rule.words.join(", ");
    let patterns = rule.patterns.iter();
    let patterns = patterns.map(|pattern| view! { " "<code>{pattern.clone()}</code> });
    let does = of(policy, rule);
    let edit = format!("Edit {}", rule.category);
    view! {
        <tr>
            <th scope="row">{rule.category.clone()}</th>
            <td class="wraps">{words}{patterns.collect_view()}</td>
            <td><Badge tone=tone(does) text=action(does)/></td>
            <td class="end"><a class="btn quiet small" href=routes::rule(number) aria-label=edit>"Edit"</a></td>
        </tr>
    }
    .into_any()
}

#[component]
fn RuleForm(
    which: String,
    rule: Option<RuleSection>,
    action: Action,
    sent: Sent,
    version: i64,
) -> impl IntoView {
    let title = match &rule {
        Some(rule) => format!("Change {}", rule.category),
        None => "New rule".to_owned(),
    };
    let number = rule.is_some().then(|| which.clone());
    let name = rule
        .as_ref()
        .map(|rule| rule.category.clone())
        .unwrap_or_default();
    let rule = rule.unwrap_or(RuleSection {
        category: String::new(),
        words: Vec::new(),
        patterns: Vec::new(),
    });
    let chosen = sent.value("action", action.as_str());
    let options = Action::ALL.map(|one| {
        let selected = chosen == one.as_str();
        view! { <option value=one.as_str() selected=selected>{super::super::model::words::action(one)}</option> }
    });
    let heading = title.clone();
    view! {
        <div class="policy-open">
            <form method="post" action="/api/fn/save_rule" aria-label=title>
                <h3>{heading}</h3>
                <FormBanner text=sent.elsewhere(&FIELDS)/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="which" value=which/>
                <div class="field-row">
                    <Field label="Category" name="category" value=sent.value("category", rule.category) error=sent.error("category") autofocus=true hint="A name of your own, or one of those above."/>
                    <div class="field">
                        <label for="field-action">"Questions"</label>
                        <select class="input" id="field-action" name="action">{options.into_iter().collect_view()}</select>
                    </div>
                </div>
                <div class="field-row">
                    <Lines label="Words, one a line" name="words" hint="Found in any spelling, and never inside of other words." value=sent.value("words", rule.words.join("\n")) error=sent.error("words")/>
                    <Lines label="Patterns, one a line" name="patterns" hint="Regular expressions." value=sent.value("patterns", rule.patterns.join("\n")) error=sent.error("patterns")/>
                </div>
                <div class="policy-acts">
                    {number.is_some().then(|| view! {
                        <button type="button" class="btn danger" command="show-modal" commandfor="remove-rule">"Remove"</button>
                    })}
                    <a class="btn quiet" href=routes::POLICIES>"Discard"</a>
                    <button type="submit" class="btn primary">"Save rule"</button>
                </div>
            </form>
            {number.map(|number| view! { <Remove number name version/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Lines(
    label: &'static str,
    name: &'static str,
    hint: &'static str,
    value: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let note = format!("{id}-note");
    let is_wrong = error.get_untracked().is_some();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input policy-lines"
                id=id
                name=name
                rows="3"
                spellcheck="false"
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=note.clone()
            >
                {in_textarea(&value)}
            </textarea>
            <FieldNote id=note hint=Some(hint.to_owned()) error/>
        </div>
    }
    .into_any()
}

#[component]
fn Remove(number: String, name: String, version: i64) -> impl IntoView {
    view! {
        <Dialog id="remove-rule" title=format!("Remove {name}?")>
            <form method="post" action="/api/fn/remove_rule">
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="which" value=number/>
                <div class="dialog-body"><p>"Questions are no longer searched for it. Decisions that it led to stay in the log."</p></div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor="remove-rule" autofocus>"Keep it"</button>
                    <button type="submit" class="btn danger filled">"Remove rule"</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
