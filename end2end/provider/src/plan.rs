//! Turns a script and a request into plain actions: all formats are decided here, before anything is sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::dialect::{self, Rendered};
use crate::replay::Fixtures;
use crate::request::Asked;
use crate::script::{ApiError, Delivery, Interrupt, Order, Repeat, Script, ScriptError, Step};

#[derive(Debug, Clone)]
pub(crate) enum Action {
    Send(Bytes),
    Pause(Duration),
    Repeat(Option<u32>, Arc<[Action]>),
    Stall,
    End,
    HangUp,
    Reset,
}

pub(crate) struct Plan {
    /// What happens before the head goes out.
    pub(crate) before: Vec<Action>,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<Action>,
    pub(crate) delivery: Delivery,
}

pub(crate) fn plan(
    script: Script,
    asked: &Asked,
    fixtures: &Fixtures,
    call: u64,
) -> Result<Plan, ScriptError> {
    let mut planner = Planner::new(asked, fixtures, call);
    planner.order = script.delivery.order;
    for step in script.steps {
        planner.add(step)?;
    }
    if let Some(interrupt) = &script.delivery.interrupt {
        planner.interrupt(interrupt)?;
    }
    planner.finish(script.delivery)
}

struct Planner<'a> {
    asked: &'a Asked,
    fixtures: &'a Fixtures,
    call: u64,
    /// Whether the head is out, so that it can no longer change.
    in_body: bool,
    status: Option<u16>,
    usual_status: u16,
    headers: BTreeMap<String, String>,
    usual_headers: BTreeMap<String, String>,
    before: Vec<Action>,
    body: Vec<Action>,
    /// Where in the body an answer's first word stands.
    words_begin: usize,
    order: Order,
}

impl<'a> Planner<'a> {
    fn new(asked: &'a Asked, fixtures: &'a Fixtures, call: u64) -> Self {
        let content_type = if asked.stream {
            dialect::stream_type(asked)
        } else {
            "application/json"
        };
        Self {
            asked,
            fixtures,
            call,
            in_body: false,
            status: None,
            usual_status: 200,
            headers: BTreeMap::new(),
            usual_headers: [("content-type".to_owned(), content_type.to_owned())].into(),
            before: Vec::new(),
            body: Vec::new(),
            words_begin: 0,
            order: Order::Usual,
        }
    }

    fn add(&mut self, step: Step) -> Result<(), ScriptError> {
        match step {
            Step::DelayMs(ms) => self.act(Action::Pause(Duration::from_millis(ms))),
            Step::Stall => self.act(Action::Stall),
            Step::HangUp => self.act(Action::HangUp),
            Step::Reset => self.act(Action::Reset),
            Step::Status(status) => {
                self.head_is_open("status")?;
                self.status = Some(status);
            }
            Step::Headers(headers) => {
                self.head_is_open("headers")?;
                self.headers.extend(
                    headers
                        .into_iter()
                        .map(|(name, value)| (name.to_lowercase(), value)),
                );
            }
            Step::Head => self.in_body = true,
            Step::End => self.put([Action::End]),
            Step::Send(text) => self.put([Action::Send(text.into())]),
            Step::SendBytes(bytes) => self.put([Action::Send(bytes.into())]),
            Step::SendEvent(payload) => {
                self.put([Action::Send(dialect::event(self.asked.api, &payload))])
            }
            Step::SendFrame(text) => {
                self.put([Action::Send(dialect::frame(self.asked.api, &text))])
            }
            Step::Answer(answer) => self.render(dialect::answer(self.call, self.asked, &answer)),
            Step::Error(error) => self.error(&error),
            Step::ErrorEvent(error) => {
                self.put([Action::Send(dialect::error_event(self.asked.api, &error))])
            }
            Step::Fixture(file) => self.fixture(&file)?,
            Step::Repeat(repeat) => self.repeat(repeat)?,
        }
        Ok(())
    }

    fn act(&mut self, action: Action) {
        if self.in_body {
            self.body.push(action)
        } else {
            self.before.push(action)
        }
    }

    fn put(&mut self, actions: impl IntoIterator<Item = Action>) {
        self.in_body = true;
        self.body.extend(actions);
    }

    fn head_is_open(&self, what: &'static str) -> Result<(), ScriptError> {
        if self.in_body {
            Err(ScriptError::TooLate(what))
        } else {
            Ok(())
        }
    }

    /// The head that belongs to a body counts only when the body is the first.
    fn usual_head(&mut self, status: u16, headers: BTreeMap<String, String>) {
        if !self.in_body {
            self.usual_status = status;
            self.usual_headers.extend(headers);
        }
    }

    fn render(&mut self, rendered: Rendered) {
        let content_type = rendered.content_type.to_owned();
        self.usual_head(
            rendered.status,
            [("content-type".to_owned(), content_type)].into(),
        );
        let begin = self.body.len();
        self.put(rendered.opening.into_iter().map(Action::Send));
        if !rendered.words.is_empty() {
            self.words_begin = self.body.len();
        }
        let words: Vec<Action> = rendered.words.into_iter().map(Action::Send).collect();
        if rendered.endless {
            self.put([Action::Repeat(None, words.into())]);
        } else {
            self.put(words);
        }
        self.put(rendered.closing.into_iter().map(Action::Send));
        self.reorder(begin);
    }

    /// Puts the events from this place on into the order that the script wants.
    fn reorder(&mut self, begin: usize) {
        let events = self.body.split_off(begin);
        match self.order {
            Order::Usual => self.body.extend(events),
            Order::Twice => {
                for event in events {
                    self.body.extend([event.clone(), event]);
                }
            }
            Order::Swapped => {
                for pair in events.chunks(2) {
                    self.body.extend(pair.iter().rev().cloned());
                }
            }
        }
    }

    fn error(&mut self, error: &ApiError) {
        let body: Value = dialect::error(self.asked.api, error);
        self.usual_head(
            error.status,
            [("content-type".to_owned(), "application/json".to_owned())].into(),
        );
        self.put([Action::Send(body.to_string().into())]);
    }

    fn fixture(&mut self, file: &str) -> Result<(), ScriptError> {
        let fixture = self.fixtures.read(file)?;
        self.usual_head(fixture.status, fixture.headers);
        self.put(fixture.events.into_iter().map(Action::Send));
        Ok(())
    }

    fn repeat(&mut self, repeat: Repeat) -> Result<(), ScriptError> {
        let actions = self.aside(repeat.steps)?;
        self.put([Action::Repeat(repeat.times, actions.into())]);
        Ok(())
    }

    fn interrupt(&mut self, interrupt: &Interrupt) -> Result<(), ScriptError> {
        let actions = self.aside(interrupt.steps.clone())?;
        let is_send =
            |(place, action): (usize, &Action)| matches!(action, Action::Send(_)).then_some(place);
        let actions_here = self.body.iter().enumerate();
        let sends: Vec<usize> = actions_here
            .skip(self.words_begin)
            .filter_map(is_send)
            .collect();
        let after = interrupt.after_events.min(sends.len().saturating_sub(1));
        let place = sends.get(after).copied().unwrap_or(self.body.len());
        self.body.splice(place..place, actions);
        Ok(())
    }

    /// The actions of steps that belong to the body, but not at its present end.
    fn aside(&mut self, steps: Vec<Step>) -> Result<Vec<Action>, ScriptError> {
        self.in_body = true;
        let body = std::mem::take(&mut self.body);
        for step in steps {
            self.add(step)?;
        }
        Ok(std::mem::replace(&mut self.body, body))
    }

    fn finish(mut self, delivery: Delivery) -> Result<Plan, ScriptError> {
        let status = self.status.unwrap_or(self.usual_status);
        let status =
            StatusCode::from_u16(status).map_err(|_| ScriptError::Head(status.to_string()))?;
        self.usual_headers.extend(self.headers);
        let mut headers = HeaderMap::new();
        for (name, value) in self.usual_headers {
            let invalid = || ScriptError::Head(name.clone());
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            headers.insert(key, HeaderValue::from_str(&value).map_err(|_| invalid())?);
        }
        Ok(Plan {
            before: self.before,
            status,
            headers,
            body: self.body,
            delivery,
        })
    }
}
