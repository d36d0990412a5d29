//! Plays the body of a plan on a connection, piece by piece.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use tokio::sync::watch;

use crate::calls::{CallGuard, Outcome};
use crate::connection::Ending;
use crate::plan::Action;
use crate::script::Delivery;

/// Ends the connection: a body that fails cannot be completed.
#[derive(Debug, thiserror::Error)]
#[error("the script ends the connection here")]
pub(crate) struct Broken;

pub(crate) struct Player {
    frames: Vec<Frame>,
    delivery: Delivery,
    pending: Bytes,
    sent: u64,
    call: CallGuard,
    ending: Ending,
    stop: watch::Receiver<()>,
}

/// A run of actions and how often it is still to be played; `None` is for ever.
struct Frame {
    actions: Arc<[Action]>,
    next: usize,
    left: Option<u32>,
}

impl Player {
    pub(crate) fn new(
        body: Vec<Action>,
        delivery: Delivery,
        call: CallGuard,
        ending: Ending,
        stop: watch::Receiver<()>,
    ) -> Self {
        let frames = vec![Frame {
            actions: body.into(),
            next: 0,
            left: Some(1),
        }];
        Self {
            frames,
            delivery,
            pending: Bytes::new(),
            sent: 0,
            call,
            ending,
            stop,
        }
    }

    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
        futures::stream::unfold(Some(self), async |player| {
            let mut player = player?;
            match player.next().await {
                Some(Ok(piece)) => Some((Ok(piece), Some(player))),
                Some(Err(broken)) => Some((Err(broken), None)),
                None => None,
            }
        })
    }

    async fn next(&mut self) -> Option<Result<Bytes, Broken>> {
        let mut stop = self.stop.clone();
        tokio::select! {
            piece = self.play() => piece,
            () = stopped(&mut stop) => {
                self.ending.hang_up();
                self.call.end(Outcome::Stopped);
                Some(Err(Broken))
            }
        }
    }

    async fn play(&mut self) -> Option<Result<Bytes, Broken>> {
        loop {
            if self.delivery.reset_after == Some(self.sent) {
                return self.break_off(Outcome::Reset).await;
            }
            if self.delivery.stall_after == Some(self.sent) {
                std::future::pending::<()>().await;
            }
            if !self.pending.is_empty() {
                return Some(Ok(self.send_piece().await));
            }
            match self.advance() {
                Some(Action::Send(bytes)) => self.pending = bytes,
                Some(Action::Pause(pause)) => tokio::time::sleep(pause).await,
                Some(Action::Stall) => std::future::pending().await,
                Some(Action::HangUp) => return self.break_off(Outcome::HungUp).await,
                Some(Action::Reset) => return self.break_off(Outcome::Reset).await,
                Some(Action::Repeat(times, actions)) => self.repeat(times, actions).await,
                Some(Action::End) | None => {
                    self.call.end(Outcome::Finished);
                    return None;
                }
            }
        }
    }

    async fn send_piece(&mut self) -> Bytes {
        if self.sent > 0 {
            self.pause().await;
        }
        let piece = self.pending.split_to(self.piece_length());
        self.sent += piece.len() as u64;
        self.call.sent(piece.len(), self.pending.is_empty());
        // A client may leave as soon as it has the last byte, before anyone asks for more.
        if self.is_over() {
            self.call.end(Outcome::Finished);
        }
        piece
    }

    /// Yielding makes the server flush what it has, so that every piece is a write of its own.
    async fn pause(&self) {
        match self.delivery.pause_ms {
            0 => tokio::task::yield_now().await,
            pause_ms => tokio::time::sleep(Duration::from_millis(pause_ms)).await,
        }
    }

    fn piece_length(&self) -> usize {
        let delivery = &self.delivery;
        let limits = delivery
            .cut_at
            .iter()
            .chain(&delivery.reset_after)
            .chain(&delivery.stall_after);
        let to_limit = limits
            .filter(|limit| **limit > self.sent)
            .map(|limit| limit - self.sent)
            .min();
        let to_limit = to_limit
            .and_then(|length| usize::try_from(length).ok())
            .unwrap_or(usize::MAX);
        let longest = delivery.piece_bytes.unwrap_or(usize::MAX).max(1);
        self.pending.len().min(to_limit).min(longest)
    }

    fn is_over(&self) -> bool {
        let is_last = |frame: &Frame| {
            frame.next == frame.actions.len() && frame.left.is_some_and(|left| left <= 1)
        };
        let here = Some(self.sent);
        let is_broken = self.delivery.reset_after == here || self.delivery.stall_after == here;
        self.pending.is_empty() && !is_broken && self.frames.iter().all(is_last)
    }

    fn advance(&mut self) -> Option<Action> {
        loop {
            let frame = self.frames.last_mut()?;
            if let Some(action) = frame.actions.get(frame.next) {
                frame.next += 1;
                return Some(action.clone());
            }
            frame.left = frame.left.map(|left| left.saturating_sub(1));
            frame.next = 0;
            if frame.left == Some(0) || frame.actions.is_empty() {
                self.frames.pop();
            }
        }
    }

    async fn repeat(&mut self, times: Option<u32>, actions: Arc<[Action]>) {
        // An endless repetition of nothing must leave the thread to others.
        tokio::task::yield_now().await;
        if times != Some(0) {
            self.frames.push(Frame {
                actions,
                next: 0,
                left: times,
            });
        }
    }

    async fn break_off(&mut self, outcome: Outcome) -> Option<Result<Bytes, Broken>> {
        // What was sent before goes out first.
        tokio::task::yield_now().await;
        match outcome {
            Outcome::Reset => self.ending.reset(),
            _ => self.ending.hang_up(),
        }
        self.call.end(outcome);
        Some(Err(Broken))
    }
}

/// The provider stops when its handle is gone, and with it the sender.
pub(crate) async fn stopped(stop: &mut watch::Receiver<()>) {
    while stop.changed().await.is_ok() {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::CallLog;
    use futures::StreamExt as _;

    async fn pieces(body: Vec<Action>, delivery: Delivery) -> Vec<Bytes> {
        let (_running, stop) = watch::channel(());
        let call = CallLog::new().begin_unknown();
        let player = Player::new(body, delivery, call, Ending::default(), stop);
        player
            .into_stream()
            .filter_map(async |piece| piece.ok())
            .collect()
            .await
    }

    fn send(text: &'static str) -> Action {
        Action::Send(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn pieces_are_cut_at_offsets_of_the_whole_body() {
        let delivery = Delivery {
            cut_at: vec![1, 3, 5],
            ..Delivery::default()
        };
        assert_eq!(
            pieces(vec![send("abcd"), send("ef")], delivery).await,
            ["a", "bc", "d", "e", "f"]
        );
    }

    #[tokio::test]
    async fn no_piece_is_longer_than_the_delivery_allows() {
        let delivery = Delivery {
            piece_bytes: Some(3),
            reset_after: Some(5),
            ..Delivery::default()
        };
        assert_eq!(
            pieces(vec![send("abcdefgh")], delivery).await,
            ["abc", "de"]
        );
    }

    #[tokio::test]
    async fn repetitions_nest() {
        let inner = Action::Repeat(Some(2), vec![send("b")].into());
        let outer = Action::Repeat(Some(2), vec![send("a"), inner].into());
        let nothing = Action::Repeat(Some(0), vec![send("x")].into());
        let body = vec![
            outer,
            nothing,
            Action::Repeat(None, vec![].into()),
            send("c"),
            Action::End,
            send("d"),
        ];
        assert_eq!(
            pieces(body, Delivery::default()).await,
            ["a", "b", "b", "a", "b", "b", "c"]
        );
    }
}
