//! JSON as providers write it, which is not always as the standard has it.

use serde_json::Value;

/// Reads JSON. An escape of half a character (`\ud83d` without its other half), which models can produce when
/// they are cut inside an emoji, becomes U+FFFD instead of failing the answer.
pub fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| match without_lone_surrogates(text) {
        Some(repaired) => serde_json::from_str(&repaired),
        None => Err(error),
    })
}

/// `None` if there is nothing to repair.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find('\\') {
        repaired.push_str(&rest[..at]);
        rest = &rest[at..];
        let escape = match escaped_unit(rest) {
            Some(0xd800..=0xdbff) if matches!(escaped_unit(&rest[6..]), Some(0xdc00..=0xdfff)) => {
                &rest[..12]
            }
            Some(0xd800..=0xdfff) => {
                found = true;
                repaired.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            // Two bytes at least, so that an escaped backslash does not begin another escape.
            _ => &rest[..rest.chars().take(2).map(char::len_utf8).sum()],
        };
        repaired.push_str(escape);
        rest = &rest[escape.len()..];
    }
    repaired.push_str(rest);
    found.then_some(repaired)
}

/// The UTF-16 unit that an escape at the start of `text` stands for.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_replaced_and_whole_ones_stay() {
        let cases = [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}🙂"),
            (r#""\\ud83d é\n\ud83d""#, "\\ud83d é\n\u{fffd}"),
        ];
        for (json, text) in cases {
            let text = text.replace('🙂', "\u{1f600}");
            assert_eq!(parse(json).expect(json), Value::String(text));
        }
    }

    #[test]
    fn what_is_not_json_stays_an_error() {
        for text in ["", "{", "\"\\ud83d", "\"\\", "é\\é"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
