//! The arguments of a call to a tool without their secrets: JSON before, and JSON after.

use crate::redact::{Broken, MARK, Redactor, Rules};

#[derive(Clone)]
pub(super) struct Arguments {
    redactor: Redactor,
    /// In what came, and in what was given out.
    came: Place,
    given: Place,
    over: bool,
}

/// Where in the JSON a text has come to.
#[derive(Clone, Default)]
struct Place {
    in_string: bool,
    escaped: bool,
    depth: usize,
    /// Whether the JSON has come to its end.
    whole: bool,
}

impl Arguments {
    pub(super) fn new(rules: &Rules) -> Self {
        Self {
            redactor: Redactor::new(rules),
            came: Place::default(),
            given: Place::default(),
            over: false,
        }
    }

    /// Text that comes after the end would be searched apart from what it belongs to, so it breaks the answer.
    pub(super) fn push(&mut self, text: String) -> Result<String, Broken> {
        if self.over && !text.is_empty() {
            return Err(Broken);
        }
        text.chars().for_each(|next| self.came.pass(next));
        let text = self.redactor.push(text)?;
        Ok(self.given.quote_marks(text))
    }

    /// Whether nothing is missing, as far as JSON tells.
    pub(super) fn are_whole(&self) -> bool {
        self.came.whole
    }

    pub(super) fn finish(&mut self) -> Result<String, Broken> {
        self.over = true;
        let text = self.redactor.finish()?;
        Ok(self.given.quote_marks(text))
    }

    pub(super) fn found(&self) -> impl Iterator<Item = (&str, u64)> {
        self.redactor.found()
    }
}

impl Place {
    /// A mark in place of a number is no JSON, so it becomes a string. The redactor never cuts a mark.
    fn quote_marks(&mut self, text: String) -> String {
        let mut quoted = String::with_capacity(text.len() + 2);
        let mut rest = text.as_str();
        while let Some(next) = rest.chars().next() {
            if !self.in_string && rest.starts_with(MARK) {
                quoted.extend(["\"", MARK, "\""]);
                rest = &rest[MARK.len()..];
                continue;
            }
            self.pass(next);
            quoted.push(next);
            rest = &rest[next.len_utf8()..];
        }
        quoted
    }

    fn pass(&mut self, next: char) {
        match next {
            _ if self.escaped => self.escaped = false,
            '\\' if self.in_string => self.escaped = true,
            '"' => self.in_string = !self.in_string,
            '{' | '[' if !self.in_string => {
                self.depth += 1;
                self.whole = false;
            }
            '}' | ']' if !self.in_string => {
                self.depth = self.depth.saturating_sub(1);
                self.whole = self.depth == 0;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::built_in;
    use serde_json::{Value, json};

    fn through(json: &str) -> Value {
        let rules = Rules::new(&built_in()).unwrap();
        let mut arguments = Arguments::new(&rules);
        // A character at a time, so that every state is met at every place.
        let mut out = String::new();
        for character in json.chars() {
            out += &arguments.push(character.to_string()).unwrap();
        }
        out += &arguments.finish().unwrap();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{out}: {error}"))
    }

    /// A number with a valid checksum that no bank gave out.
    fn card() -> String {
        ["4111", "1111", "1111", "1111"].concat()
    }

    #[test]
    fn a_number_that_is_a_secret_becomes_a_string() {
        let found = through(&format!("{{\"card\":{},\"other\":[{},1]}}", card(), card()));
        assert_eq!(found, json!({ "card": MARK, "other": [MARK, 1] }));
    }

    #[test]
    fn they_are_whole_when_the_last_bracket_is_closed() {
        let text = r#"{"a":[{"b":"}]\"}"},2],"c":{}}"#;
        let mut arguments = Arguments::new(&Rules::new(&[]).unwrap());
        for (at, character) in text.char_indices() {
            assert!(!arguments.are_whole(), "before {}", &text[at..]);
            arguments.push(character.to_string()).unwrap();
        }
        assert!(arguments.are_whole());
    }

    #[test]
    fn a_secret_in_a_string_is_marked_in_it() {
        let text = format!(
            "{{\"a \\\"b\\\\\":\"pay {} now\",\"c\":{}}}",
            card(),
            card()
        );
        let expected = json!({ "a \"b\\": format!("pay {MARK} now"), "c": MARK });
        assert_eq!(through(&text), expected);
    }

    #[test]
    fn what_holds_no_secret_is_left_as_it_is() {
        let value = json!({ "x": [1, 2.5, null, "é \"[REDACTED]\" \\"], "y": {} });
        assert_eq!(through(&value.to_string()), value);
    }
}
