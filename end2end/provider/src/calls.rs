//! The record of what was asked and how each call ended.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::request::Api;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Counts from 1.
    pub id: u64,
    /// Milliseconds since the provider started.
    pub began_ms: u64,
    pub ended_ms: Option<u64>,
    pub api: Api,
    pub method: String,
    /// Decoded, without the query.
    pub path: String,
    pub query: String,
    pub model: String,
    pub headers: BTreeMap<String, String>,
    /// JSON, or the text as a string where it is none.
    pub body: Value,
    /// Absent until the head is decided, and when there was no response.
    pub status: Option<u16>,
    /// Events handed to the connection in full.
    pub events_sent: u64,
    pub bytes_sent: u64,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Running,
    Finished,
    /// The client closed the connection before the response was complete.
    ClientGone,
    HungUp,
    Reset,
    /// The provider was stopped.
    Stopped,
}

#[derive(Clone)]
pub(crate) struct CallLog(Arc<Inner>);

struct Inner {
    began: Instant,
    record: Mutex<Record>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Record {
    last_id: u64,
    calls: Vec<Call>,
    running: usize,
    most_at_once: usize,
}

impl CallLog {
    pub(crate) fn new() -> Self {
        let changed = watch::Sender::new(());
        Self(Arc::new(Inner {
            began: Instant::now(),
            record: Mutex::default(),
            changed,
        }))
    }

    pub(crate) fn begin(&self, call: impl FnOnce(u64, u64) -> Call) -> CallGuard {
        let now = self.now();
        let mut record = self.record();
        record.last_id += 1;
        record.running += 1;
        record.most_at_once = record.most_at_once.max(record.running);
        let id = record.last_id;
        record.calls.push(call(id, now));
        drop(record);
        self.0.changed.send_replace(());
        CallGuard {
            log: self.clone(),
            id,
            ended: false,
        }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.record().calls.clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.record().calls.len()
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.record().most_at_once
    }

    pub(crate) fn clear(&self) {
        let mut record = self.record();
        record.calls.clear();
        record.most_at_once = record.running;
    }

    /// Sees every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    fn update(&self, id: u64, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.record().calls.iter_mut().rfind(|call| call.id == id) {
            change(call);
        }
        self.0.changed.send_replace(());
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.0.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Belongs to whoever serves the call. Dropped before the end it says that the client went away, since then
/// the server drops whatever it was doing for the client.
pub(crate) struct CallGuard {
    log: CallLog,
    id: u64,
    ended: bool,
}

impl CallGuard {
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn status(&self, status: u16) {
        self.log.update(self.id, |call| call.status = Some(status));
    }

    pub(crate) fn sent(&self, bytes: usize, is_whole_event: bool) {
        self.log.update(self.id, |call| {
            call.bytes_sent += bytes as u64;
            call.events_sent += u64::from(is_whole_event);
        });
    }

    /// Only the first end counts.
    pub(crate) fn end(&mut self, outcome: Outcome) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let now = self.log.now();
        let mut record = self.log.record();
        record.running = record.running.saturating_sub(1);
        drop(record);
        self.log.update(self.id, |call| {
            call.outcome = outcome;
            call.ended_ms = Some(now);
        });
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.end(Outcome::ClientGone);
    }
}

#[cfg(test)]
impl CallLog {
    /// A call for tests of what happens to it.
    pub(crate) fn begin_unknown(&self) -> CallGuard {
        self.begin(|id, began_ms| Call {
            id,
            began_ms,
            ended_ms: None,
            api: Api::Unknown,
            method: String::new(),
            path: String::new(),
            query: String::new(),
            model: String::new(),
            headers: BTreeMap::new(),
            body: Value::Null,
            status: None,
            events_sent: 0,
            bytes_sent: 0,
            outcome: Outcome::Running,
        })
    }
}
