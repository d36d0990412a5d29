//! A price as somebody types it, in dollars per million tokens.

use serde::{Deserialize, Serialize};
use tollgate::types::{LlmKind, NanoDollars, Price};
use tollgate::{Error, Result};

/// The fields of a form.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WrittenPrice {
    pub input: String,
    pub cached_input: String,
    pub cache_write: String,
    pub output: String,
}

impl WrittenPrice {
    pub fn is_empty(&self) -> bool {
        let all = [
            &self.input,
            &self.cached_input,
            &self.cache_write,
            &self.output,
        ];
        all.iter().all(|field| field.trim().is_empty())
    }

    /// What is left empty of the prompt costs as much as the rest of it; only models that answer write something.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the first field that says nothing that is meant.
    pub fn read(&self, kind: LlmKind) -> Result<Price> {
        let input = dollars("input", &self.input, None)?;
        let output = (kind != LlmKind::Chat).then_some(NanoDollars::ZERO);
        Ok(Price {
            input,
            cached_input: dollars("cached_input", &self.cached_input, Some(input))?,
            cache_write: dollars("cache_write", &self.cache_write, Some(input))?,
            output: dollars("output", &self.output, output)?,
        })
    }
}

fn dollars(field: &'static str, written: &str, empty: Option<NanoDollars>) -> Result<NanoDollars> {
    let read = match (written.trim(), empty) {
        ("", Some(empty)) => Some(empty),
        (text, _) => NanoDollars::of_dollars(text),
    };
    read.ok_or_else(|| Error::invalid(field, "Write dollars like 2 or 0.25; 0 is for nothing."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_empty_costs_as_much_as_the_prompt() {
        let written = WrittenPrice {
            input: "0.25".into(),
            output: "2".into(),
            ..WrittenPrice::default()
        };
        let price = written.read(LlmKind::Chat).unwrap();
        assert_eq!(price.cached_input, NanoDollars(250_000_000));
        assert_eq!(price.output, NanoDollars(2_000_000_000));
        let unknown = |written: WrittenPrice, kind| match written.read(kind) {
            Err(Error::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(unknown(WrittenPrice::default(), LlmKind::Chat), "input");
        let no_output = WrittenPrice {
            output: String::new(),
            ..written
        };
        assert_eq!(unknown(no_output.clone(), LlmKind::Chat), "output");
        let of_vectors = no_output.read(LlmKind::Embedding).unwrap();
        assert_eq!(of_vectors.output, NanoDollars::ZERO);
    }
}
