//! Server-sent events read from bytes, by the rules of the HTML standard: lines end in LF, CR or CRLF, a
//! comment begins with a colon, one byte order mark may come first. How the bytes are cut makes no difference.
//!
//! Nothing is taken for UTF-8 here: a character may lie across two pieces, so text is made of an event only
//! when the event is whole.

use std::borrow::Cow;

/// Most bytes of one event, and of one line.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One event that has data. `id` and `retry` speak of reconnecting, which nobody here does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    name: Vec<u8>,
    data: Vec<u8>,
}

impl Frame {
    pub(super) fn nameless(data: Vec<u8>) -> Self {
        Self {
            name: Vec::new(),
            data,
        }
    }

    /// The event's name; empty where the stream gives none.
    pub fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.name)
    }

    /// The data, its lines joined by LF. What is not UTF-8 becomes U+FFFD.
    pub fn data(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.data)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is longer than {MAX_EVENT_BYTES} bytes")]
pub struct TooLong;

/// Reads a stream of events from pieces of any size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parser {
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    frame: Frame,
    /// Whether the event has data; it may be empty.
    has_data: bool,
    /// The last byte was CR: an LF that follows belongs to it.
    after_cr: bool,
    first_line: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            line: Vec::new(),
            frame: Frame::default(),
            has_data: false,
            after_cr: false,
            first_line: true,
        }
    }
}

impl Parser {
    /// Reads a piece and appends the events that it completes.
    ///
    /// # Errors
    /// An event or a line is too long. The events before it are in `frames`; the stream is of no use after it.
    pub fn push(&mut self, mut piece: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLong> {
        if self.after_cr && !piece.is_empty() {
            self.after_cr = false;
            piece = piece.strip_prefix(b"\n").unwrap_or(piece);
        }
        while let Some(end) = memchr::memchr2(b'\n', b'\r', piece) {
            let (line, rest) = piece.split_at(end);
            self.end_line(line, frames)?;
            piece = match rest {
                [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
                [] => rest,
            };
            self.after_cr = rest == b"\r";
        }
        if self.line.len() + piece.len() > MAX_EVENT_BYTES {
            return Err(TooLong);
        }
        self.line.extend_from_slice(piece);
        Ok(())
    }

    /// The event that was under way when the stream ended. The standard drops it; whoever knows how to tell
    /// a whole event from half of one may still use it.
    pub fn finish(&mut self) -> Option<Frame> {
        let mut frames = Vec::new();
        let line = std::mem::take(&mut self.line);
        self.take_line(&line, &mut frames).ok()?;
        self.dispatch(&mut frames);
        frames.pop()
    }

    /// A line of which `tail` is the last part, and perhaps the only one: then nothing is copied.
    fn end_line(&mut self, tail: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLong> {
        if self.line.is_empty() {
            return self.take_line(tail, frames);
        }
        let mut line = std::mem::take(&mut self.line);
        line.extend_from_slice(tail);
        let taken = self.take_line(&line, frames);
        line.clear();
        self.line = line;
        taken
    }

    fn take_line(&mut self, mut line: &[u8], frames: &mut Vec<Frame>) -> Result<(), TooLong> {
        if line.len() > MAX_EVENT_BYTES {
            return Err(TooLong);
        }
        if std::mem::take(&mut self.first_line) {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if line.is_empty() {
            self.dispatch(frames);
            return Ok(());
        }
        let colon = memchr::memchr(b':', line).unwrap_or(line.len());
        let (field, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => self.take_data(value),
            b"event" => {
                self.frame.name = value.to_vec();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn take_data(&mut self, value: &[u8]) -> Result<(), TooLong> {
        if self.has_data {
            self.frame.data.push(b'\n');
        }
        self.has_data = true;
        if self.frame.data.len() + value.len() > MAX_EVENT_BYTES {
            return Err(TooLong);
        }
        self.frame.data.extend_from_slice(value);
        Ok(())
    }

    fn dispatch(&mut self, frames: &mut Vec<Frame>) {
        let frame = std::mem::take(&mut self.frame);
        if std::mem::take(&mut self.has_data) {
            frames.push(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<(String, String)> {
        let mut parser = Parser::default();
        let mut frames = Vec::new();
        for piece in pieces {
            parser.push(piece, &mut frames).expect("short events");
        }
        frames
            .iter()
            .map(|frame| (frame.name().into(), frame.data().into()))
            .collect()
    }

    fn data(text: &str) -> Vec<String> {
        read([text.as_bytes()])
            .into_iter()
            .map(|(_, data)| data)
            .collect()
    }

    #[test]
    fn lines_end_in_lf_cr_or_crlf() {
        for end in ["\n", "\r", "\r\n"] {
            let text = ["data: one", "", "data: two", "data: lines", "", ""].join(end);
            assert_eq!(data(&text), ["one", "two\nlines"], "{end:?}");
        }
    }

    #[test]
    fn comments_marks_and_unknown_fields_are_passed_over() {
        let text = "\u{feff}data:no space\n\n: PROCESSING\n\nid: 7\nretry: 10\nwhat\n\ndata\n\ndata: last\n\n";
        assert_eq!(data(text), ["no space", "", "last"]);
    }

    #[test]
    fn only_the_first_space_is_taken_away() {
        assert_eq!(data("data:  two\n\n"), [" two"]);
    }

    #[test]
    fn a_name_belongs_to_its_own_event_only() {
        let text = b"event: error\ndata: a\n\nevent: empty\n\ndata: b\n\n";
        let seen = read([text.as_slice()]);
        assert_eq!(
            seen,
            [("error".into(), "a".into()), (String::new(), "b".into())]
        );
    }

    #[test]
    fn an_event_without_its_blank_line_is_only_had_on_request() {
        let mut parser = Parser::default();
        let mut frames = Vec::new();
        parser
            .push(b"data: [DONE]", &mut frames)
            .expect("short event");
        assert!(frames.is_empty());
        assert_eq!(parser.finish().expect("the event").data(), "[DONE]");
        assert_eq!(parser.finish(), None);
    }

    #[test]
    fn an_endless_line_and_an_endless_event_are_cut_at_the_limit() {
        let mut line = Parser::default();
        let piece = vec![b'x'; MAX_EVENT_BYTES];
        let mut frames = Vec::new();
        assert_eq!(line.push(&piece, &mut frames), Ok(()));
        assert_eq!(line.push(b"x", &mut frames), Err(TooLong));

        let mut event = Parser::default();
        let mut piece = b"data: ".to_vec();
        piece.resize(MAX_EVENT_BYTES / 2, b'x');
        piece.push(b'\n');
        let sent = (0..3).map(|_| event.push(&piece, &mut frames));
        assert_eq!(sent.last(), Some(Err(TooLong)));
    }

    #[test]
    fn a_character_may_lie_across_two_pieces() {
        let text = "data: 책🙂\n\n".as_bytes();
        for cut in 0..=text.len() {
            let (head, tail) = text.split_at(cut);
            assert_eq!(read([head, tail]), [(String::new(), "책🙂".to_owned())]);
        }
    }

    proptest! {
        #[test]
        fn cuts_make_no_difference(
            text in "([a:]|data:? ?|event: ?|\r|\n|\r\n|é|\u{feff}){0,60}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
            prop_assert_eq!(read(pieces), read([bytes]));
        }
    }
}
