//! A request in JSON that is taken apart field by field, so that what nobody took is noticed and named.

use super::hosts;
use serde_json::{Map, Value};

/// What is wrong with a request: which field, and what would be right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// As OpenAI writes it: `messages[0].content`. Empty for the request as a whole.
    pub field: String,
    pub message: String,
}

impl Wrong {
    pub(super) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        Self { field, message }
    }
}

pub(super) type Read<T> = Result<T, Wrong>;

pub(super) struct Fields {
    /// Where the object stands; empty for the outermost.
    path: String,
    left: Map<String, Value>,
}

impl Fields {
    /// The request as a whole.
    pub(super) fn parse(body: &[u8]) -> Read<Self> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Wrong::new("", format!("The request is not JSON: {error}.")))?;
        hosts::none_in(&value)?;
        Self::of("", value)
    }

    pub(super) fn of(path: &str, value: Value) -> Read<Self> {
        let Value::Object(mut left) = value else {
            return Err(Wrong::new(path, "This must be an object."));
        };
        // Clients write null for what they leave out.
        left.retain(|_, value| !value.is_null());
        let path = path.to_owned();
        Ok(Self { path, left })
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    pub(super) fn wrong(&self, name: &str, message: impl Into<String>) -> Wrong {
        Wrong::new(self.path_of(name), message)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    pub(super) fn required(&mut self, name: &str) -> Read<Value> {
        let value = self.take(name);
        value.ok_or_else(|| self.wrong(name, format!("`{name}` is missing.")))
    }

    pub(super) fn string(&mut self, name: &str) -> Read<String> {
        match self.required(name)? {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong(name, format!("`{name}` must be a string."))),
        }
    }

    pub(super) fn array(&mut self, name: &str) -> Read<Vec<Value>> {
        match self.required(name)? {
            Value::Array(items) => Ok(items),
            _ => Err(self.wrong(name, format!("`{name}` must be an array."))),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    pub(super) fn optional_string(&mut self, name: &str) -> Read<Option<String>> {
        self.has(name).then(|| self.string(name)).transpose()
    }

    pub(super) fn object(&mut self, name: &str) -> Read<Self> {
        let value = self.required(name)?;
        Self::of(&self.path_of(name), value)
    }

    /// A JSON schema, which is not looked into.
    pub(super) fn schema(&mut self, name: &str) -> Read<Option<Value>> {
        let schema = self.take(name);
        if schema.as_ref().is_some_and(|schema| !schema.is_object()) {
            return Err(self.wrong(name, format!("`{name}` must be an object.")));
        }
        Ok(schema)
    }

    /// A field that must be this word.
    pub(super) fn is(&mut self, name: &str, word: &str, message: &str) -> Read<()> {
        let is_it = self.string(name)? == word;
        let wrong = || self.wrong(name, message);
        is_it.then_some(()).ok_or_else(wrong)
    }

    pub(super) fn bool(&mut self, name: &str) -> Read<bool> {
        Ok(self.flag(name)?.unwrap_or(false))
    }

    pub(super) fn flag(&mut self, name: &str) -> Read<Option<bool>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(self.wrong(name, format!("`{name}` must be true or false."))),
        }
    }

    pub(super) fn number(&mut self, name: &str, least: f64, most: f64) -> Read<Option<f32>> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let number = value
            .as_f64()
            .filter(|number| (least..=most).contains(number));
        let message = || format!("`{name}` must be a number from {least} to {most}.");
        #[expect(
            clippy::cast_possible_truncation,
            reason = "in so small a range only digits are lost that no provider reads"
        )]
        let number = number.map(|number| Some(number as f32));
        number.ok_or_else(|| self.wrong(name, message()))
    }

    /// What nobody took.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.left
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, name: &str) -> Read<Option<u32>> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let count = value.as_u64().filter(|count| *count > 0);
        let wrong = || self.wrong(name, format!("`{name}` must be a whole number from 1."));
        let count = count.ok_or_else(wrong)?;
        Ok(Some(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Takes a parameter that says what is the case without it; any other value stays.
    pub(super) fn skip_if(&mut self, name: &str, says_nothing: impl Fn(&Value) -> bool) {
        if self.left.get(name).is_some_and(says_nothing) {
            self.left.remove(name);
        }
    }

    /// Refuses what is left: silently dropped, it would change the answer unseen.
    pub(super) fn end(self) -> Read<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(self.unsupported(name)),
        }
    }

    pub(super) fn unsupported(&self, name: &str) -> Wrong {
        let message = format!("`{name}` is not supported here. Send the request without it.");
        self.wrong(name, message)
    }
}
