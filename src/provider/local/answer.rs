//! One answer being written. Each step is short (a stretch of the prompt, or one token), so that answers
//! can take turns and one that nobody reads any more ends at once.

use super::llama::Memory;
use super::text::TextAssembly;
use super::weights::Loaded;
use super::{CONTEXT, MODEL};
use crate::provider::ChatRequest;
use crate::types::{Event, Failure, Finish, Tokens};
use candle_transformers::generation::{LogitsProcessor, Sampling};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Tokens of the prompt that are read in one step.
const STRETCH: usize = 32;

/// What the model's makers recommend.
const DEFAULT_TEMPERATURE: f64 = 0.2;

/// Less than the makers' 0.9: at warmer temperatures the quantised model's tail is mostly mistakes.
const TOP_P: f64 = 0.8;

/// Sorting the whole vocabulary for `TOP_P` would cost a tenth of each token; the tail beyond these
/// weighs next to nothing.
const TOP_K: usize = 100;

pub(super) struct Answer {
    /// The prompt, then what was written.
    tokens: Vec<u32>,
    input: usize,
    /// How many of `tokens` the model has read.
    read: usize,
    most: u64,
    /// Made at the first step, so that an answer that waits takes no memory.
    memory: Option<Memory>,
    sampler: LogitsProcessor,
    text: TextAssembly,
    events: UnboundedSender<Event>,
    _place: OwnedSemaphorePermit,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    More,
    Done,
}

impl Answer {
    /// Says at once what was asked: that the answer has begun, and the tokens of the prompt.
    pub(super) fn begin(
        request: &ChatRequest,
        prompt: Vec<u32>,
        seed: u64,
        place: OwnedSemaphorePermit,
    ) -> (Self, UnboundedReceiver<Event>) {
        let (events, receiver) = unbounded_channel();
        let answer = Self {
            input: prompt.len(),
            tokens: prompt,
            read: 0,
            most: u64::from(request.max_tokens),
            memory: None,
            sampler: LogitsProcessor::from_sampling(seed, sampling(request.options.temperature)),
            text: TextAssembly::default(),
            events,
            _place: place,
        };
        answer.tell(Event::Started {
            model: Some(MODEL.into()),
            id: None,
        });
        answer.tell(answer.usage());
        (answer, receiver)
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.events.is_closed()
    }

    pub(super) fn step(&mut self, model: &Loaded) -> Progress {
        if self.is_abandoned() {
            return Progress::Done;
        }
        if self.written() >= self.most || self.tokens.len() >= CONTEXT as usize {
            return self.finish(Finish::Length);
        }
        match self.compute(model) {
            Ok(None) => Progress::More,
            Ok(Some(token)) if model.vocabulary.ends_with(token) => self.finish(Finish::Stop),
            Ok(Some(token)) => {
                self.write(token, &model.vocabulary.bytes(token));
                Progress::More
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Reads the next stretch; gives the next token once everything is read.
    fn compute(&mut self, model: &Loaded) -> candle_core::Result<Option<u32>> {
        let until = self.tokens.len().min(self.read + STRETCH);
        let memory = self.memory.get_or_insert_with(|| model.llama.memory());
        let stretch = &self.tokens[self.read..until];
        let logits = model.llama.forward(memory, stretch, self.read)?;
        self.read = until;
        if self.read < self.tokens.len() {
            return Ok(None);
        }
        self.sampler.sample(&logits).map(Some)
    }

    /// The count goes out before the text, so that whoever stops in between has counted what came.
    fn write(&mut self, token: u32, bytes: &[u8]) {
        self.tokens.push(token);
        self.tell(self.usage());
        let text = self.text.push(bytes);
        if !text.is_empty() {
            self.tell(Event::Delta(text));
        }
    }

    fn finish(&mut self, finish: Finish) -> Progress {
        if let Some(rest) = self.text.finish() {
            self.tell(Event::Delta(rest.into()));
        }
        self.tell(self.usage());
        self.tell(Event::Finished(finish));
        Progress::Done
    }

    fn fail(&mut self, error: &candle_core::Error) -> Progress {
        tracing::error!(%error, "the local model failed");
        self.tell(self.usage());
        self.tell(Event::Failed(Failure {
            message: format!("the local model failed: {error}"),
            ..Failure::default()
        }));
        Progress::Done
    }

    /// Tokens of text; the mark that ends an answer is none.
    fn written(&self) -> u64 {
        (self.tokens.len() - self.input) as u64
    }

    fn usage(&self) -> Event {
        Event::Usage(Tokens {
            input: self.input as u64,
            output: self.written(),
            ..Tokens::default()
        })
    }

    /// A reader who has gone is noticed at the next step.
    fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }
}

fn sampling(temperature: Option<f32>) -> Sampling {
    let temperature = temperature.map_or(DEFAULT_TEMPERATURE, f64::from);
    if temperature <= 0.0 {
        return Sampling::ArgMax;
    }
    Sampling::TopKThenTopP {
        k: TOP_K,
        p: TOP_P,
        temperature,
    }
}
