//! On a clock that stands still until everybody waits; calls end when a test says so.

use super::super::work::Judging;
use super::*;
use crate::provider::Verdict;
use crate::testing::idle_hold;
use crate::types::{LlmName, NanoDollars, Outcome, Receipt, Tokens, Usage, UsageSource};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

const LIMITS: CallLimits = CallLimits {
    inputs: 4,
    tokens: 1_000,
    bytes: 1_000,
};

/// A batch that has gone out.
struct Call {
    portions: Vec<Portion<Verdict>>,
    ended: oneshot::Sender<()>,
}

struct Road {
    lines: Arc<Lines<Judging>>,
    calls: UnboundedReceiver<Call>,
    began: Instant,
}

fn road() -> Road {
    let (say, calls) = unbounded_channel();
    let lines = Lines::carried_by(move |_, portions| {
        let (ended, end) = oneshot::channel();
        // When the test is over nobody listens.
        let _over = say.send(Call { portions, ended });
        Box::pin(async move {
            let _ended = end.await;
        })
    });
    Road {
        lines,
        calls,
        began: Instant::now(),
    }
}

fn work() -> Judging {
    Judging {
        llm: LlmName("m".into()),
    }
}

fn texts(count: usize) -> Vec<Text> {
    let text = |place| Text {
        place,
        text: "x".into(),
        tokens: 1,
    };
    (0..count).map(text).collect()
}

fn receipt() -> Receipt {
    Receipt {
        llm: LlmName("m".into()),
        provider: "P".into(),
        usage: Usage {
            tokens: Tokens::default(),
            source: UsageSource::Counted,
        },
        parts: None,
        cost: NanoDollars::ZERO,
        saved: NanoDollars::ZERO,
        judged: NanoDollars(0),
        outcome: Outcome::Complete,
        failed_attempts: Vec::new(),
    }
}

type Asking = JoinHandle<Result<Served<Verdict>>>;

impl Road {
    fn ask(&self, count: usize) -> Asking {
        let lines = self.lines.clone();
        let hold = Arc::new(idle_hold());
        tokio::spawn(async move { lines.ask(&work(), LIMITS, hold, texts(count)).await })
    }

    /// The next call, how many texts of how many callers it holds, and when it went.
    async fn call(&mut self) -> (Call, usize, usize, u128) {
        let call = self.calls.recv().await.unwrap();
        let texts = call
            .portions
            .iter()
            .map(|portion| portion.texts.len())
            .sum();
        let (callers, after) = (call.portions.len(), self.began.elapsed().as_millis());
        (call, texts, callers, after)
    }

    async fn is_quiet(&mut self) {
        tokio::time::sleep(WINDOW * 2).await;
        assert!(self.calls.try_recv().is_err());
    }
}

impl Call {
    fn end(self) {
        for portion in self.portions {
            let found = vec![Verdict::default(); portion.texts.len()];
            let receipt = receipt();
            let _left = portion.reply.send(Ok(Served { found, receipt }));
        }
        let _ended = self.ended.send(());
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_alone_goes_at_once_and_who_comes_meanwhile_waits_for_others() {
    let mut road = road();
    let first = road.ask(1);
    let (call, texts, callers, after) = road.call().await;
    assert_eq!((texts, callers, after), (1, 1, 0));
    let others = [road.ask(1), road.ask(2)];
    let (together, texts, callers, after) = road.call().await;
    assert_eq!((texts, callers, after), (3, 2, 50));
    call.end();
    together.end();
    assert_eq!(first.await.unwrap().unwrap().found.len(), 1);
    for (asking, texts) in others.into_iter().zip([1, 2]) {
        assert_eq!(asking.await.unwrap().unwrap().found.len(), texts);
    }
    // Nobody waits, so there is no line.
    road.is_quiet().await;
    assert!(road.lines.lock().is_empty());
}

#[tokio::test(start_paused = true)]
async fn when_the_last_call_ends_nobody_waits_any_longer() {
    let mut road = road();
    let _first = road.ask(1);
    let (call, ..) = road.call().await;
    let _second = road.ask(1);
    tokio::time::sleep(WINDOW / 5).await;
    call.end();
    let (_, texts, _, after) = road.call().await;
    assert_eq!((texts, after), (1, 10));
}

#[tokio::test(start_paused = true)]
async fn a_full_call_goes_at_once_and_portions_are_not_torn() {
    let mut road = road();
    let _first = road.ask(1);
    let (_call, ..) = road.call().await;
    let _others = [road.ask(3), road.ask(2), road.ask(2)];
    let (_three, texts, callers, after) = road.call().await;
    assert_eq!((texts, callers, after), (3, 1, 0));
    let (_four, texts, callers, after) = road.call().await;
    assert_eq!((texts, callers, after), (4, 2, 0));
}

#[tokio::test(start_paused = true)]
async fn five_calls_are_under_way_at_once_and_the_next_goes_when_one_ends() {
    let mut road = road();
    let _asking: Vec<_> = (0..7).map(|_| road.ask(4)).collect();
    let mut calls = Vec::new();
    for _ in 0..AT_ONCE {
        calls.push(road.call().await.0);
    }
    road.is_quiet().await;
    calls.pop().unwrap().end();
    let (_sixth, texts, ..) = road.call().await;
    assert_eq!(texts, 4);
    road.is_quiet().await;
}

#[tokio::test(start_paused = true)]
async fn who_finds_the_line_full_is_told_to_come_back() {
    let mut road = road();
    let mut asking: Vec<_> = (0..AT_ONCE + CALLS_WAITING).map(|_| road.ask(4)).collect();
    let mut calls = Vec::new();
    for _ in 0..AT_ONCE {
        calls.push(road.call().await.0);
    }
    road.is_quiet().await;
    asking.push(road.ask(4));
    let refused = asking.pop().unwrap().await.unwrap().unwrap_err();
    assert_eq!(refused.retry_after(), Some(COME_BACK));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_lost_fails_its_callers_and_leaves_its_place() {
    let mut road = road();
    for _ in 0..=AT_ONCE {
        let asking = road.ask(4);
        let (call, ..) = road.call().await;
        drop(call);
        assert_eq!(asking.await.unwrap().unwrap_err().code(), "internal");
    }
}
