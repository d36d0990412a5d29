//! Bytes to text. A token may end in the middle of a character; the start of one is kept until the rest
//! has come, so that nobody ever sees half a character.

/// Text so far unsaid. However the bytes are cut, the pieces joined are the same.
#[derive(Debug, Default)]
pub(super) struct TextAssembly {
    /// At most the first three bytes of a character.
    begun: Vec<u8>,
}

impl TextAssembly {
    /// Takes more bytes and gives all characters that are complete. What can never become a character is
    /// replaced as `String::from_utf8_lossy` does.
    pub(super) fn push(&mut self, bytes: &[u8]) -> String {
        self.begun.extend_from_slice(bytes);
        let mut text = String::new();
        let mut kept = 0;
        for chunk in self.begun.utf8_chunks() {
            text.push_str(chunk.valid());
            if chunk.invalid().is_empty() {
                continue;
            }
            let is_last = std::ptr::eq(
                chunk.invalid().as_ptr_range().end,
                self.begun.as_ptr_range().end,
            );
            if is_last && may_continue(chunk.invalid()) {
                kept = chunk.invalid().len();
            } else {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.begun.drain(..self.begun.len() - kept);
        text
    }

    /// The answer is over: a character that was begun will never be complete.
    pub(super) fn finish(&mut self) -> Option<char> {
        let begun = std::mem::take(&mut self.begun);
        (!begun.is_empty()).then_some(char::REPLACEMENT_CHARACTER)
    }
}

/// Whether more bytes could make a character of these.
fn may_continue(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assembled<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
        let mut assembly = TextAssembly::default();
        let mut text: String = pieces
            .into_iter()
            .map(|piece| assembly.push(piece))
            .collect();
        text.extend(assembly.finish());
        text
    }

    #[test]
    fn a_character_comes_when_it_is_whole() {
        let mut assembly = TextAssembly::default();
        let [a, b, c, d] = "🗼".as_bytes() else {
            panic!("four bytes")
        };
        assert_eq!(assembly.push(&[b'x', *a]), "x");
        assert_eq!(assembly.push(&[*b, *c]), "");
        assert_eq!(assembly.push(&[*d, b'y']), "🗼y");
        assert_eq!(assembly.finish(), None);
    }

    #[test]
    fn a_character_that_never_ends_is_replaced() {
        assert_eq!(assembled([&b"a\xf0\x9f"[..], b"b"]), "a\u{fffd}b");
        assert_eq!(assembled([&b"a\xf0\x9f"[..]]), "a\u{fffd}");
        assert_eq!(assembled([&b"\xff\xfe"[..]]), "\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_text(bytes in proptest::collection::vec(any::<u8>(), 0..40), size in 1_usize..5) {
            let whole = String::from_utf8_lossy(&bytes).into_owned();
            prop_assert_eq!(assembled(bytes.chunks(size)), whole);
        }

        #[test]
        fn good_text_survives_any_cut(text in "\\PC{0,20}", size in 1_usize..5) {
            prop_assert_eq!(assembled(text.as_bytes().chunks(size)), text);
        }
    }
}
