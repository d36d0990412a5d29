//! The model that runs inside this process, so that Tollgate answers without a key and without a network.
//!
//! One thread of its own computes (`worker`), because the kernels gain nothing from more on few cores and
//! would starve the async threads. It starts with the first question, loads the model, lets the answers
//! take turns token by token, and ends after a while without questions; the model's memory goes with it.

mod answer;
mod files;
mod llama;
mod prompt;
mod text;
mod vocabulary;
mod weights;
mod worker;

#[cfg(test)]
mod tests;

use super::conversation::{first_of, only_in_openai};
use super::{ChatRequest, EventStream, Format, Message, Options};
use crate::error::{Error, Result};
use crate::types::{Event, Failure};
use files::ModelFiles;
use futures::stream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Semaphore, oneshot};
use worker::{Door, Job, Worker};

/// The name under which the model is known.
pub const MODEL: &str = "smollm2-135m-instruct";

/// Most tokens of prompt and answer together: as far as candle's position table reaches.
pub const CONTEXT: u32 = 4096;

/// Answers that may wait for each that is being written.
const WAITING_PER_SLOT: usize = 4;

/// Loading takes under a second, so memory is not kept long for a question that may never come.
const IDLE: Duration = Duration::from_secs(45);

/// The local model. It costs nothing until it is asked.
pub(crate) struct LocalModel {
    files: ModelFiles,
    slots: usize,
    idle: Duration,
    seed: u64,
    /// A permit is a place in the queue or an answer being written.
    places: Arc<Semaphore>,
    /// The way to the thread while one lives.
    door: Door,
}

/// The first field of a chat that means nothing to this model: it was made to talk, and knows no tools.
pub(super) fn cannot_say(messages: &[Message], options: &Options) -> Option<String> {
    let is_of_tools =
        |message: &Message| matches!(message, Message::Tool { .. }) || !message.calls().is_empty();
    first_of([
        ("tools", !options.tools.is_empty()),
        ("messages", messages.iter().any(is_of_tools)),
        ("response_format", options.format != Format::Text),
        ("stop", !options.stop.is_empty()),
        ("seed", options.seed.is_some()),
        ("top_p", options.top_p.is_some()),
        ("presence_penalty", options.presence_penalty.is_some()),
        ("frequency_penalty", options.frequency_penalty.is_some()),
    ])
    .or_else(|| only_in_openai(messages, options))
}

impl LocalModel {
    /// `slots` answers are written at once, taking turns; four times as many may wait. `cache_dir` keeps
    /// the model in the form that computes fastest; the files in `models_dir` are never written.
    pub fn new(models_dir: PathBuf, cache_dir: PathBuf, slots: usize) -> Self {
        let slots = slots.max(1);
        Self {
            files: ModelFiles::new(models_dir, cache_dir),
            slots,
            idle: IDLE,
            seed: rand::random(),
            places: Arc::new(Semaphore::new(slots * (1 + WAITING_PER_SLOT))),
            door: Arc::new(Mutex::new(None)),
        }
    }

    /// Whether the model can be used, without loading it; otherwise one sentence that says what to do.
    pub fn available(&self) -> std::result::Result<(), String> {
        self.files.available()
    }

    /// As [`Self::available`], and reads the whole file to see that it is whole.
    pub fn check(&self) -> std::result::Result<(), String> {
        self.files.verify_source()
    }

    /// Begins an answer. Returns as soon as the model is loaded and the prompt is counted; the answer
    /// may then still wait for its turn. Dropping the stream ends the work within one token.
    pub async fn send(&self, request: ChatRequest) -> Result<EventStream> {
        self.available().map_err(Error::LocalModel)?;
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Error::Busy {
                retry_after: Duration::from_secs(10),
            })?;
        let (reply, accepted) = oneshot::channel();
        self.submit(Job {
            request,
            place,
            reply,
        })?;
        let events = accepted
            .await
            .map_err(|_| Error::Internal("the local model's thread ended".into()))??;
        Ok(until_the_end(events))
    }

    /// Hands the job to the thread, and starts one where none lives.
    fn submit(&self, job: Job) -> Result<()> {
        let mut door = lock(&self.door);
        let refused = match door.as_ref() {
            None => job,
            Some(jobs) => match jobs.send(job) {
                Ok(()) => return Ok(()),
                // The thread has died without closing the door.
                Err(mpsc::SendError(job)) => job,
            },
        };
        self.start(&mut door, refused)
    }

    fn start(&self, door: &mut Option<mpsc::Sender<Job>>, job: Job) -> Result<()> {
        let (jobs, inbox) = mpsc::channel();
        let worker = Worker::new(self.files.clone(), self.slots, self.seed);
        let (idle, way_out) = (self.idle, Arc::downgrade(&self.door));
        std::thread::Builder::new()
            .name("local-model".into())
            .spawn(move || worker.run(&inbox, idle, &way_out))
            .map_err(|error| Error::LocalModel(format!("its thread cannot start ({error})")))?;
        // The new thread listens already.
        let _ = jobs.send(job);
        *door = Some(jobs);
        Ok(())
    }
}

/// A panic elsewhere leaves the door as it was, which is fine to use.
fn lock(
    door: &Mutex<Option<mpsc::Sender<Job>>>,
) -> std::sync::MutexGuard<'_, Option<mpsc::Sender<Job>>> {
    door.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The events up to the last one; a thread that dies in the middle is a failure, not an end.
fn until_the_end(events: UnboundedReceiver<Event>) -> EventStream {
    Box::pin(stream::unfold(Some(events), |state| async {
        let mut events = state?;
        match events.recv().await {
            Some(last @ (Event::Finished(_) | Event::Failed(_))) => Some((last, None)),
            Some(event) => Some((event, Some(events))),
            None => Some((stopped_unexpectedly(), None)),
        }
    }))
}

fn stopped_unexpectedly() -> Event {
    Event::Failed(Failure {
        message: "the local model stopped unexpectedly".into(),
        ..Failure::default()
    })
}
