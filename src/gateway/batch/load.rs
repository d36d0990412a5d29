//! How much there is to send, and how much of it one call takes.

use crate::config::CallLimits;
use crate::error::{Error, Result};
use crate::gateway::count_tokens;
use std::iter::Sum;
use std::ops::{Add, AddAssign, SubAssign};

/// Texts that are longer together are counted on a thread that may be busy for a while.
const QUICKLY_COUNTED: usize = 32 << 10;

/// A text, its place among its caller's, and its tokens as we count them.
#[derive(Clone, Debug)]
pub(in crate::gateway) struct Text {
    pub(in crate::gateway) place: usize,
    pub(in crate::gateway) text: String,
    pub(in crate::gateway) tokens: u64,
}

impl Text {
    pub(in crate::gateway) async fn counted(texts: Vec<(usize, String)>) -> Result<Vec<Self>> {
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let count = move || {
            let count = |(place, text): (usize, String)| Self {
                place,
                tokens: count_tokens(&text),
                text,
            };
            texts.into_iter().map(count).collect()
        };
        if bytes <= QUICKLY_COUNTED {
            return Ok(count());
        }
        let counted = tokio::task::spawn_blocking(count).await;
        counted.map_err(|panic| Error::Internal(panic.to_string()))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) inputs: usize,
    pub(super) tokens: u64,
    pub(super) bytes: usize,
}

impl Load {
    pub(super) fn of(text: &Text) -> Self {
        Self {
            inputs: 1,
            tokens: text.tokens,
            bytes: text.text.len(),
        }
    }

    pub(super) fn fits(&self, limits: &CallLimits) -> bool {
        self.inputs <= limits.inputs && self.tokens <= limits.tokens && self.bytes <= limits.bytes
    }

    /// Whether next to nothing could be added.
    pub(super) fn fills(&self, limits: &CallLimits) -> bool {
        self.inputs >= limits.inputs || self.tokens >= limits.tokens || self.bytes >= limits.bytes
    }
}

impl Add for Load {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.tokens += other.tokens;
        self.bytes += other.bytes;
    }
}

impl SubAssign for Load {
    fn sub_assign(&mut self, other: Self) {
        self.inputs -= other.inputs;
        self.tokens -= other.tokens;
        self.bytes -= other.bytes;
    }
}

impl Sum for Load {
    fn sum<I: Iterator<Item = Self>>(loads: I) -> Self {
        loads.fold(Self::default(), Self::add)
    }
}

/// Texts in their order, as many together as one call takes.
pub(in crate::gateway) fn pieces(texts: Vec<Text>, limits: &CallLimits) -> Vec<Vec<Text>> {
    let mut pieces: Vec<Vec<Text>> = Vec::new();
    let mut load = Load::default();
    for text in texts {
        let its = Load::of(&text);
        match pieces.last_mut() {
            Some(piece) if (load + its).fits(limits) => {
                load += its;
                piece.push(text);
            }
            _ => {
                load = its;
                pieces.push(vec![text]);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: usize) -> Text {
        Text {
            place: 0,
            text: "x".repeat(bytes),
            tokens: 1,
        }
    }

    #[test]
    fn each_limit_begins_another_piece_and_what_is_too_long_goes_alone() {
        let limits = CallLimits {
            inputs: 3,
            tokens: 100,
            bytes: 10,
        };
        let sizes = |texts: &[usize]| -> Vec<Vec<usize>> {
            let texts = texts.iter().map(|bytes| text(*bytes)).collect();
            let pieces = pieces(texts, &limits);
            let lengths = |piece: &Vec<Text>| piece.iter().map(|text| text.text.len()).collect();
            pieces.iter().map(lengths).collect()
        };
        assert_eq!(sizes(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(sizes(&[1, 1, 1, 1]), [vec![1, 1, 1], vec![1]]);
        assert_eq!(sizes(&[5, 5, 1]), [vec![5, 5], vec![1]]);
        assert_eq!(sizes(&[50, 1]), [vec![50], vec![1]]);
        let few = CallLimits {
            tokens: 2,
            ..limits
        };
        assert_eq!(pieces(vec![text(1), text(1), text(1)], &few).len(), 2);
    }

    #[tokio::test]
    async fn texts_are_counted_where_they_are_or_aside_and_keep_their_places() {
        for words in [1, 20_000] {
            let long = "word ".repeat(words);
            let texts = vec![(4, "hello world".to_owned()), (7, long)];
            let counted = Text::counted(texts).await.unwrap();
            assert_eq!((counted[0].place, counted[0].tokens), (4, 2));
            assert!(counted[1].tokens >= words as u64);
        }
    }
}
