//! By what the list of calls is narrowed: a form that leads to an address, and that address in links.

use super::stack::By;
use super::words;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::Place;
use crate::shared::ui::field::FieldNote;
use crate::shared::ui::icon::Icon;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use tollgate::ledger::CallWish;
use tollgate::types::{CallKind, CallsFrom, Days, KeyId, Outcome, Purpose};

const OLDER: &str = "older";
const NEWER: &str = "newer";

/// What the address says of the list.
#[derive(Clone)]
pub struct Narrowed {
    pub days: Days,
    pub by: By,
    pub wish: CallWish,
    pub from: CallsFrom,
    /// As it was typed, if it is not understood; and why not.
    typed: Vec<(&'static str, String)>,
    pub wrong: Option<AppError>,
}

impl Narrowed {
    pub fn of(place: &Place, days: Days, by: By) -> Self {
        let names = CallWish::NAMES.into_iter();
        let typed = names.filter_map(|name| Some((name, place.said(name)?.to_owned())));
        let at = |name| place.said(name).and_then(|text| text.parse().ok());
        let from = match (at(OLDER), at(NEWER)) {
            (Some(place), _) => CallsFrom::OlderThan(place),
            (None, Some(place)) => CallsFrom::NewerThan(place),
            (None, None) => CallsFrom::Newest,
        };
        let (wish, wrong) = match CallWish::read(|name| place.said(name)) {
            Ok(wish) => (wish, None),
            Err(error) => (CallWish::default(), Some(error.into())),
        };
        Self {
            days,
            by,
            wish,
            from,
            typed: typed.collect(),
            wrong,
        }
    }

    pub fn is_narrowed(&self) -> bool {
        !self.typed.is_empty()
    }

    fn typed(&self, name: &str) -> Option<String> {
        let typed = self.typed.iter().find(|typed| typed.0 == name);
        typed.map(|(_, text)| text.clone())
    }

    fn error(&self, name: &str) -> Option<String> {
        let wrong = self.wrong.as_ref()?;
        (wrong.field.as_deref() == Some(name)).then(|| wrong.message.clone())
    }

    /// The page with the list from there.
    pub fn page(&self, from: CallsFrom) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.wish.said());
        match from {
            CallsFrom::Newest => {}
            CallsFrom::OlderThan(place) => {
                query.append_pair(OLDER, &place.to_string());
            }
            CallsFrom::NewerThan(place) => {
                query.append_pair(NEWER, &place.to_string());
            }
        }
        let page = routes::usage(self.days.as_str(), self.by.word());
        match query.finish() {
            query if query.is_empty() => format!("{page}#calls"),
            query => format!("{page}&{query}#calls"),
        }
    }

    /// The same calls to take away, all of them.
    pub fn export(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        match query.extend_pairs(self.wish.said()).finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

#[component]
pub fn FilterForm(narrowed: Narrowed, kinds: Vec<CallKind>) -> impl IntoView {
    let text = |label, name, kind| {
        let (value, error) = (narrowed.typed(name), narrowed.error(name));
        view! { <Text label name kind value error/> }
    };
    let choice = |label, name, choices: Vec<(String, String)>| {
        let (chosen, error) = (narrowed.typed(name), narrowed.error(name));
        view! { <Choice label name chosen choices error/> }
    };
    let keys = keys(&kinds);
    let keys = (!keys.is_empty()).then(|| choice("Key", "key", keys));
    let clear = Narrowed {
        wish: CallWish::default(),
        ..narrowed.clone()
    };
    let clear = clear.page(CallsFrom::Newest);
    let clear = narrowed
        .is_narrowed()
        .then(|| view! { <a class="btn quiet" href=clear>"Show all"</a> });
    view! {
        <details class="calls-filter" open=narrowed.is_narrowed()>
            <summary class="btn small"><Icon name="tune"/>"Filter"</summary>
            <form method="get" action=format!("{}#calls", routes::USAGE) role="search" aria-label="Calls">
                <input type="hidden" name="days" value=narrowed.days.as_str()/>
                <input type="hidden" name="by" value=narrowed.by.word()/>
                {text("Chat title", "chat", "search")}
                {choice("Model", "model", models(&kinds))}
                {choice("Purpose", "purpose", purposes(&kinds))}
                {keys}
                {choice("Outcome", "outcome", outcomes(&kinds))}
                {text("From", "from", "date")}
                {text("To", "to", "date")}
                <div class="calls-filter-foot">
                    <button class="btn primary">"Show"</button>
                    {clear}
                </div>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn Text(
    label: &'static str,
    name: &'static str,
    kind: &'static str,
    value: Option<String>,
    error: Option<String>,
) -> impl IntoView {
    let id = format!("filter-{name}");
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="input"
                type=kind
                name=name
                value=value
                maxlength="200"
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=note.clone()
            />
            <Wrong id=note error/>
        </div>
    }
    .into_any()
}

#[component]
fn Choice(
    label: &'static str,
    name: &'static str,
    chosen: Option<String>,
    /// What is sent, and what is shown.
    choices: Vec<(String, String)>,
    error: Option<String>,
) -> impl IntoView {
    let id = format!("filter-{name}");
    let note = format!("{id}-note");
    let choices = choices.into_iter().map(|(value, shown)| {
        let selected = chosen.as_ref() == Some(&value);
        view! { <option value=value selected=selected>{shown}</option> }
    });
    let choices = choices.collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id class="input" name=name aria-describedby=note.clone()>
                <option value="">"Any"</option>
                {choices}
            </select>
            <Wrong id=note error/>
        </div>
    }
    .into_any()
}

/// The line below a field, only where something is wrong.
#[component]
fn Wrong(id: String, error: Option<String>) -> impl IntoView {
    error.map(|error| {
        let error = Signal::stored(Some(error));
        view! { <FieldNote id hint=None error/> }
    })
}

fn models(kinds: &[CallKind]) -> Vec<(String, String)> {
    distinct(
        kinds
            .iter()
            .map(|kind| (kind.llm.0.clone(), kind.llm.0.clone())),
    )
}

fn purposes(kinds: &[CallKind]) -> Vec<(String, String)> {
    let shown = |purpose: Purpose| (purpose.as_str().into(), words::purpose(purpose).into());
    distinct(kinds.iter().map(|kind| shown(kind.purpose)))
}

fn outcomes(kinds: &[CallKind]) -> Vec<(String, String)> {
    let shown = |outcome: Outcome| (outcome.as_str().into(), words::outcome(outcome).0.into());
    distinct(kinds.iter().map(|kind| shown(kind.outcome)))
}

/// A name may stand for two keys, of which one was revoked.
fn keys(kinds: &[CallKind]) -> Vec<(String, String)> {
    let keys = kinds.iter().filter_map(|kind| kind.key.as_ref());
    let shown = |id: KeyId, name: &str| (id.to_string(), name.to_owned());
    distinct(keys.map(|key| shown(key.id, &key.name)))
}

/// Each once, by what is shown.
fn distinct(choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut choices: Vec<_> = choices.collect();
    choices.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    choices.dedup();
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{CallId, CallPlace, LlmName, Timestamp};

    fn narrowed(query: &str) -> Narrowed {
        Narrowed::of(&Place::new("/usage", query), Days::Week, By::Purpose)
    }

    #[test]
    fn links_say_what_the_address_said() {
        assert_eq!(
            narrowed("").page(CallsFrom::Newest),
            "/usage?days=week&by=purpose#calls"
        );
        let some = narrowed("model=a%26b&purpose=&chat=two+words&other=1");
        assert_eq!(some.wish.llm, Some(LlmName("a&b".into())));
        assert!(some.is_narrowed() && some.wrong.is_none());
        let place = CallPlace::at(Timestamp(5));
        let older = some.page(CallsFrom::OlderThan(place));
        assert_eq!(
            older,
            "/usage?days=week&by=purpose&chat=two+words&model=a%26b&older=5-00000000-0000-0000-0000-000000000000#calls"
        );
        let query = older.split_once('?').unwrap().1;
        let query = query.trim_end_matches("#calls");
        assert_eq!(narrowed(query).from, CallsFrom::OlderThan(place));
        assert_eq!(narrowed(query).wish, some.wish);
        let export = some.export("/api/usage.csv");
        assert_eq!(export, "/api/usage.csv?chat=two+words&model=a%26b");
        assert_eq!(narrowed("").export("/api/usage.csv"), "/api/usage.csv");
        let call = CallPlace {
            call: CallId::new(),
            ..place
        };
        let newer = narrowed(&format!("newer={call}"));
        assert_eq!(newer.from, CallsFrom::NewerThan(call));
    }

    #[test]
    fn what_is_wrong_stands_at_its_field_and_what_was_typed_stays() {
        let wrong = narrowed("from=yesterday&outcome=failed");
        assert_eq!(wrong.typed("from").as_deref(), Some("yesterday"));
        assert!(wrong.error("from").is_some() && wrong.error("outcome").is_none());
    }
}
