//! A request in JSON that is taken apart field by field, so that what nobody took is noticed and named.

use serde_json::{Map, Value};

/// Names that would say where a call goes, without their separators. Only the operator may say that.
const HOSTS: [&str; 8] = [
    "apibase",
    "apihost",
    "apiurl",
    "azureendpoint",
    "baseurl",
    "endpointurl",
    "host",
    "proxy",
];

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
        names_no_host(&value, "")?;
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

    pub(super) fn bool(&mut self, name: &str) -> Read<bool> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(value),
            Some(_) => Err(self.wrong(name, format!("`{name}` must be true or false."))),
        }
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
            Some(name) => Err(self.wrong(
                name,
                format!("`{name}` is not supported here. Send the request without it."),
            )),
        }
    }
}

fn names_no_host(value: &Value, path: &str) -> Read<()> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            let separator = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{separator}{name}");
            let plain = name.to_lowercase().replace(['_', '-'], "");
            if HOSTS.contains(&plain.as_str()) {
                let message = format!("`{name}` is refused: a request may not say where it goes.");
                return Err(Wrong::new(path, message));
            }
            names_no_host(value, &path)
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, value)| names_no_host(value, &format!("{path}[{n}]"))),
        _ => Ok(()),
    }
}
