//! A text that grows. Blocks that can no longer change keep their key and are not read again; only the
//! last block is, so that a long answer costs no more per word than a short one.

use super::markdown::{Node, parse};
use std::sync::Arc;

/// A block, named by the byte where it starts, which never changes.
#[derive(Clone, Debug)]
pub struct Piece {
    pub key: usize,
    pub node: Arc<Node>,
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && (Arc::ptr_eq(&self.node, &other.node) || self.node == other.node)
    }
}

#[derive(Clone, Default, Debug)]
pub struct Document {
    closed: Vec<Piece>,
    /// Where the part begins that may still change.
    open_from: usize,
}

impl Document {
    /// The blocks of `text`, which begins with all that was given before. While it is `growing`, an end
    /// that could still become another kind of block is held back.
    pub fn advance(&mut self, text: &str, growing: bool) -> Vec<Piece> {
        let Some(open) = text.get(self.open_from..) else {
            *self = Self::default();
            return self.advance(text, growing);
        };
        let open = if growing { decided(open) } else { open };
        let base = self.open_from;
        let mut pieces: Vec<Piece> = parse(open)
            .into_iter()
            .map(|(start, node)| Piece {
                key: base + start,
                node: Arc::new(node),
            })
            .collect();
        let last = pieces.pop();
        self.closed.append(&mut pieces);
        self.open_from = last.as_ref().map_or(base, |piece| piece.key);
        self.closed.iter().cloned().chain(last).collect()
    }
}

/// The text without an end whose kind is not known yet: a line of nothing but marks (`-`, `1.`, a fence),
/// and the head of a table before its second line.
fn decided(text: &str) -> &str {
    let at = text.rfind('\n').map_or(0, |at| at + 1);
    let (before, line) = text.split_at(at);
    let mark = |c: char| c.is_whitespace() || c.is_ascii_digit() || "-=|:`~#*+_>.)[]".contains(c);
    if line.chars().all(mark) {
        return table_head_cut(before);
    }
    table_head_cut(text)
}

fn table_head_cut(text: &str) -> &str {
    let at = text
        .trim_end_matches('\n')
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let (before, line) = text.split_at(at);
    let first = before.is_empty() || before.ends_with("\n\n");
    if first && line.starts_with('|') && !line.ends_with("\n\n") {
        before
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "Add **one** index.\n\n```sql\nCREATE INDEX a\n\n ON b;\n```\n\n1. first\n\n2. second\n\
        \n| a | b |\n|---|--:|\n| 1 | 2 |\n\nDone:\n\n- x\n  - y\n\n    indented\n\n> quote\nlazy\n\nSetext\n---\n\nend é";

    /// Every state of the text, letter by letter.
    fn growing(text: &str) -> impl Iterator<Item = &str> {
        (0..=text.len()).filter_map(move |end| text.get(..end))
    }

    #[test]
    fn however_it_grows_the_end_is_what_was_meant() {
        let mut document = Document::default();
        for text in growing(ANSWER) {
            document.advance(text, true);
        }
        let whole = Document::default().advance(ANSWER, false);
        assert_eq!(document.advance(ANSWER, false), whole);
    }

    #[test]
    fn closed_blocks_keep_their_key_and_are_not_read_again() {
        let mut document = Document::default();
        let mut before: Vec<Piece> = Vec::new();
        for text in growing(ANSWER) {
            let pieces = document.advance(text, true);
            let kept = before.len().saturating_sub(1);
            for (old, new) in before.iter().zip(&pieces).take(kept) {
                assert!(Arc::ptr_eq(&old.node, &new.node), "{text:?}");
            }
            before = pieces;
        }
    }

    #[test]
    fn a_block_is_shown_when_its_kind_is_known() {
        let shown = |text| Document::default().advance(text, true).len();
        for (text, blocks) in [
            ("-", 0),
            ("- a", 1),
            ("``", 0),
            ("```\nx", 1),
            ("| a | b |", 0),
            ("| a | b |\n|--", 0),
            ("| a | b |\n|---|---|\n| 1", 1),
            ("text\n\n1.", 1),
        ] {
            assert_eq!(shown(text), blocks, "{text:?}");
        }
    }

    #[test]
    fn a_text_that_was_replaced_is_read_anew() {
        let mut document = Document::default();
        document.advance("one\n\ntwo\n\nthree", false);
        assert_eq!(document.advance("a", false).len(), 1);
    }
}
