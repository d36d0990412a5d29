//! One JSON a line, read from bytes. How the bytes are cut makes no difference.

use super::sse::{Frame, MAX_EVENT_BYTES, TooLong};

/// Reads lines from pieces of any size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parser {
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
}

impl Parser {
    /// Reads a piece and appends the lines that it completes; empty ones are passed over.
    ///
    /// # Errors
    /// A line is too long. The lines before it are in `frames`; the stream is of no use after it.
    pub fn push(&mut self, mut piece: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLong> {
        while let Some(end) = memchr::memchr(b'\n', piece) {
            self.grow(&piece[..end])?;
            piece = &piece[end + 1..];
            frames.extend(self.finish());
        }
        self.grow(piece)
    }

    /// The line that was under way when the stream ended.
    pub fn finish(&mut self) -> Option<Frame> {
        let line = std::mem::take(&mut self.line);
        let is_empty = line.iter().all(u8::is_ascii_whitespace);
        (!is_empty).then(|| Frame::nameless(line))
    }

    fn grow(&mut self, piece: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + piece.len() > MAX_EVENT_BYTES {
            return Err(TooLong);
        }
        self.line.extend_from_slice(piece);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = Parser::default();
        let mut frames = Vec::new();
        for piece in pieces {
            parser.push(piece, &mut frames).expect("short lines");
        }
        frames.extend(parser.finish());
        frames.iter().map(|frame| frame.data().into()).collect()
    }

    #[test]
    fn a_split_anywhere_makes_no_difference() {
        let text = "{\"a\":1}\r\n\n  \n\"책🙂\"\nlast".as_bytes();
        for cut in 0..=text.len() {
            let (head, tail) = text.split_at(cut);
            let lines = ["{\"a\":1}\r", "\"책🙂\"", "last"];
            assert_eq!(read(&[head, tail]), lines, "at {cut}");
        }
    }

    #[test]
    fn an_endless_line_is_cut_at_the_limit() {
        let mut parser = Parser::default();
        let mut frames = Vec::new();
        let piece = vec![b'x'; MAX_EVENT_BYTES];
        assert_eq!(parser.push(&piece, &mut frames), Ok(()));
        assert_eq!(parser.push(b"x", &mut frames), Err(TooLong));
    }
}
