//! The local model itself, where its file is at hand: in `TOLLGATE_MODELS_DIR`, which must then hold it,
//! or in `./models`, without which there is nothing to test.

use super::{LocalModel, lock};
use crate::error::Error;
use crate::provider::{ChatRequest, EventStream, Message, Options};
use crate::types::{Event, Finish, Tokens};
use futures::StreamExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch, no setting of the program"
)]
fn models_dir() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("TOLLGATE_MODELS_DIR") {
        let named = PathBuf::from(named);
        assert!(
            named.join(FILE).is_file(),
            "{FILE} is not in {}",
            named.display()
        );
        return Some(named);
    }
    let here = PathBuf::from("models");
    here.join(FILE).is_file().then_some(here)
}

impl LocalModel {
    /// Makes answers repeatable: the n-th answer of two models with the same seed is the same.
    fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How long the model stays in memory after its last answer.
    fn with_idle(self, idle: Duration) -> Self {
        Self { idle, ..self }
    }

    /// Whether the model is in memory, or about to be.
    fn is_loaded(&self) -> bool {
        lock(&self.door).is_some()
    }
}

/// The Q8_0 copy is kept beside the build, so that it is made once a machine.
fn model(slots: usize) -> Option<LocalModel> {
    let program = std::env::current_exe().ok()?;
    let cache = program.with_file_name("local-model");
    Some(LocalModel::new(models_dir()?, cache, slots).with_seed(7))
}

fn ask(question: &str, max_tokens: u32) -> ChatRequest {
    ChatRequest {
        model: "smollm2-135m-instruct".into(),
        messages: vec![Message::person(question)],
        max_tokens,
        options: Options {
            temperature: Some(0.0),
            ..Options::default()
        },
    }
}

#[derive(Debug, Default, PartialEq)]
struct Told {
    text: String,
    usages: Vec<Tokens>,
    end: Option<Event>,
}

async fn told(mut events: EventStream) -> Told {
    let mut told = Told::default();
    while let Some(event) = events.next().await {
        assert_eq!(told.end, None, "nothing follows the end");
        match event {
            Event::Delta(text) => told.text.push_str(&text),
            Event::Usage(tokens) => told.usages.push(tokens),
            Event::Started { .. } => {}
            other => told.end = Some(other),
        }
    }
    told
}

#[tokio::test]
async fn it_answers_counts_and_repeats_itself() {
    let Some(model) = model(2) else { return };
    let question = ask("What is the capital of France?", 60);
    let (first, second) = tokio::join!(model.send(question.clone()), model.send(question));
    // Two answers that take turns do not disturb each other.
    let (first, second) = tokio::join!(told(first.unwrap()), told(second.unwrap()));
    assert_eq!(first, second);
    assert!(first.text.contains("Paris"), "{}", first.text);
    assert_eq!(first.end, Some(Event::Finished(Finish::Stop)));

    // 21: the words of the prompt, its marks and the line ends between them.
    let begun = first.usages.first().unwrap();
    assert_eq!((begun.input, begun.output), (21, 0));
    let ended = first.usages.last().unwrap();
    assert_eq!(ended.input, 21);
    assert_eq!(ended.output, 7, "each word of the answer and its full stop");
}

#[tokio::test]
async fn most_tokens_is_kept_to_the_token() {
    let Some(model) = model(1) else { return };
    let answer = told(
        model
            .send(ask("Write a long story about the sea.", 5))
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(answer.end, Some(Event::Finished(Finish::Length)));
    assert_eq!(answer.usages.last().unwrap().output, 5);
}

#[tokio::test]
async fn a_dropped_answer_gives_its_place_back_at_once() {
    let Some(model) = model(1) else { return };
    // Loaded first, so that only the answer is timed.
    told(model.send(ask("Hi", 1)).await.unwrap()).await;

    let long = "Tell me everything about the history of the sea. ".repeat(150);
    let mut events = model.send(ask(&long, 1_000)).await.unwrap();
    events.next().await;
    let start = Instant::now();
    drop(events);
    told(model.send(ask("Hi", 1)).await.unwrap()).await;
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_full_queue_says_so_and_a_long_prompt_is_refused() {
    let Some(model) = model(1) else { return };
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(model.send(ask("Count to a thousand.", 500)).await.unwrap());
    }
    let full = model.send(ask("Hi", 1)).await;
    assert!(matches!(full, Err(Error::Busy { .. })));
    held.clear();
    let answer = told(retried(&model, &ask("Hi", 1)).await).await;
    assert_eq!(answer.end, Some(Event::Finished(Finish::Length)));

    let Err(refused) = model.send(ask(&"word ".repeat(5_000), 10)).await else {
        panic!("too long for the model");
    };
    assert!(refused.to_string().contains("too long"), "{refused}");
}

/// Places come back at the thread's next step, which is soon but not at once.
async fn retried(model: &LocalModel, request: &ChatRequest) -> EventStream {
    loop {
        match model.send(request.clone()).await {
            Ok(events) => return events,
            Err(Error::Busy { .. }) => tokio::task::yield_now().await,
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn an_idle_model_is_unloaded_and_comes_back() {
    let Some(model) = model(1) else { return };
    let model = model.with_idle(Duration::from_millis(20));
    assert!(!model.is_loaded());
    for _ in 0..2 {
        told(model.send(ask("Hi", 2)).await.unwrap()).await;
        while model.is_loaded() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_done_without() {
    let Some(models) = models_dir() else { return };
    // A file where the folder should be.
    let blocked = tempfile::NamedTempFile::new().unwrap();
    let model = LocalModel::new(models, blocked.path().join("cache"), 1);
    let answer = told(
        model
            .send(ask("What is the capital of France?", 12))
            .await
            .unwrap(),
    )
    .await;
    assert!(answer.text.contains("Paris"), "{}", answer.text);
}

#[tokio::test]
async fn a_missing_model_is_one_clear_sentence() {
    let empty = tempfile::tempdir().unwrap();
    let model = LocalModel::new(empty.path().into(), empty.path().into(), 1);
    let Err(Error::LocalModel(said)) = model.send(ask("Hi", 1)).await else {
        panic!("there is no model");
    };
    assert!(said.contains("make setup"), "{said}");
    assert!(!model.is_loaded());
}
