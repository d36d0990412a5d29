//! The thread that owns the model: takes questions, lets answers take turns, and leaves when nobody asks.

use super::answer::{Answer, Progress};
use super::weights::{Loaded, load};
use super::{CONTEXT, MODEL, files::ModelFiles, lock, prompt};
use crate::error::{Error, ProviderError, ProviderReason, Result};
use crate::provider::ChatRequest;
use crate::types::{Event, Failure};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Open (`Some`) exactly while a thread takes questions.
pub(super) type Door = Arc<Mutex<Option<Sender<Job>>>>;

/// A question, and where to say that it was taken.
pub(super) struct Job {
    pub(super) request: ChatRequest,
    pub(super) place: OwnedSemaphorePermit,
    pub(super) reply: oneshot::Sender<Result<UnboundedReceiver<Event>>>,
}

pub(super) struct Worker {
    files: ModelFiles,
    slots: usize,
    /// Of the next answer.
    seed: u64,
    model: Option<Loaded>,
    running: VecDeque<Answer>,
    waiting: VecDeque<Answer>,
}

impl Worker {
    pub(super) fn new(files: ModelFiles, slots: usize, seed: u64) -> Self {
        Self {
            files,
            slots,
            seed,
            model: None,
            running: VecDeque::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Works until nobody has asked for `idle`, or nobody can ask any more.
    pub(super) fn run(
        mut self,
        jobs: &Receiver<Job>,
        idle: Duration,
        door: &Weak<Mutex<Option<Sender<Job>>>>,
    ) {
        loop {
            if self.running.is_empty() {
                match jobs.recv_timeout(idle) {
                    Ok(job) => self.take(job),
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => match close(door, jobs) {
                        Some(job) => self.take(job),
                        None => return,
                    },
                }
            }
            while let Ok(job) = jobs.try_recv() {
                self.take(job);
            }
            self.take_turn();
        }
    }

    fn take(&mut self, job: Job) {
        let Job {
            request,
            place,
            reply,
        } = job;
        if reply.is_closed() {
            return;
        }
        let begun = self.begin(&request, place).map(|(answer, events)| {
            self.waiting.push_back(answer);
            events
        });
        // Who does not wait for the reply has dropped the events, too.
        let _ = reply.send(begun);
        self.fill_slots();
    }

    fn begin(
        &mut self,
        request: &ChatRequest,
        place: OwnedSemaphorePermit,
    ) -> Result<(Answer, UnboundedReceiver<Event>)> {
        let model = match &self.model {
            Some(model) => model,
            None => self.model.insert(load_timed(&self.files)?),
        };
        let prompt = model
            .vocabulary
            .encode(&prompt::lay_out(&request.messages))
            .map_err(Error::Internal)?;
        if prompt.len() >= CONTEXT as usize {
            return Err(too_long(prompt.len()));
        }
        self.seed = self.seed.wrapping_add(1);
        Ok(Answer::begin(request, prompt, self.seed, place))
    }

    fn fill_slots(&mut self) {
        self.waiting.retain(|answer| !answer.is_abandoned());
        while self.running.len() < self.slots
            && let Some(next) = self.waiting.pop_front()
        {
            self.running.push_back(next);
        }
    }

    fn take_turn(&mut self) {
        let (Some(model), Some(mut answer)) = (&self.model, self.running.pop_front()) else {
            return;
        };
        if answer.step(model) == Progress::More {
            self.running.push_back(answer);
        }
        self.fill_slots();
    }
}

/// Closes the door behind the last question; gives that question if one slipped through.
fn close(door: &Weak<Mutex<Option<Sender<Job>>>>, jobs: &Receiver<Job>) -> Option<Job> {
    let door = door.upgrade()?;
    let mut sender = lock(&door);
    let late = jobs.try_recv().ok();
    if late.is_none() {
        *sender = None;
        tracing::info!("local model unloaded");
    }
    late
}

fn load_timed(files: &ModelFiles) -> Result<Loaded> {
    let start = std::time::Instant::now();
    let loaded = load(files).map_err(Error::LocalModel)?;
    tracing::info!(
        milliseconds = start.elapsed().as_millis() as u64,
        "local model loaded"
    );
    Ok(loaded)
}

fn too_long(tokens: usize) -> Error {
    let reason = ProviderReason::Refused {
        status: 400,
        failure: Box::new(Failure {
            status: Some(400),
            code: Some("context_length_exceeded".into()),
            message: format!("the prompt has {tokens} tokens; the model holds {CONTEXT}"),
            ..Failure::default()
        }),
        retry_after: None,
    };
    Error::Provider(ProviderError::new(MODEL, reason))
}
