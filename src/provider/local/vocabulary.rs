//! Text to tokens and back, as the model's own file describes it.

use super::prompt::Piece;
use candle_core::quantized::gguf_file::Content;
use candle_core::quantized::tokenizer::TokenizerFromGguf;
use tokenizers::Tokenizer;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;

pub(super) struct Vocabulary {
    tokenizer: Tokenizer,
    begin: u32,
    end: u32,
    /// Every token below this one is a mark, not text.
    first_text: u32,
}

impl Vocabulary {
    pub(super) fn read(model: &Content) -> Result<Self, String> {
        let mut tokenizer = Tokenizer::from_gguf(model).map_err(|error| error.to_string())?;
        // candle does not know how this family splits text ("smollm"): each digit alone, then as GPT-2,
        // without a space before the first word.
        tokenizer.with_pre_tokenizer(Some(Sequence::new(vec![
            Digits::new(true).into(),
            ByteLevel::new(false, true, true).into(),
        ])));
        // A person who writes a mark has written text.
        tokenizer.set_encode_special_tokens(true);
        let mark = |name: &str| {
            tokenizer
                .token_to_id(name)
                .ok_or_else(|| format!("the model has no token {name}"))
        };
        let (begin, end) = (mark("<|im_start|>")?, mark("<|im_end|>")?);
        let first_text = mark("!")?;
        Ok(Self {
            tokenizer,
            begin,
            end,
            first_text,
        })
    }

    pub(super) fn encode(&self, pieces: &[Piece]) -> Result<Vec<u32>, String> {
        let mut tokens = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Begin => tokens.push(self.begin),
                Piece::End => tokens.push(self.end),
                Piece::Text(text) => {
                    let encoded = self.tokenizer.encode_fast(text.as_str(), false);
                    tokens.extend_from_slice(encoded.map_err(|error| error.to_string())?.get_ids());
                }
            }
        }
        Ok(tokens)
    }

    /// Whether the model has nothing more to say. Any mark ends an answer: none belongs inside one.
    pub(super) fn ends_with(&self, token: u32) -> bool {
        token < self.first_text
    }

    pub(super) fn bytes(&self, token: u32) -> Vec<u8> {
        let drawn = self.tokenizer.id_to_token(token).unwrap_or_default();
        drawn.chars().filter_map(drawn_byte).collect()
    }
}

/// Byte-level vocabularies draw each byte as a visible character: printable ones as themselves, the
/// others as the characters from U+0100 on, in order.
fn drawn_byte(character: char) -> Option<u8> {
    let code = u32::from(character);
    match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => u8::try_from(code).ok(),
        0x100..=0x120 => u8::try_from(code - 0x100).ok(),
        0x121..=0x142 => u8::try_from(code - 0x121 + 0x7f).ok(),
        0x143 => Some(0xad),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_drawn_as_one_character() {
        let alphabet = tokenizers::pre_tokenizers::byte_level::ByteLevel::alphabet();
        let mut bytes: Vec<u8> = alphabet.into_iter().filter_map(drawn_byte).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0..=255).collect::<Vec<u8>>());
        assert_eq!(drawn_byte('Ġ'), Some(b' '));
        assert_eq!(drawn_byte('Ċ'), Some(b'\n'));
    }
}
