//! What is left of a form after the fields that have one name each: boxes and rows, of which a form has any number.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A field whose name says which of many it is: `llm:gpt-5`, `weight:2`.
pub trait RestField: Sized {
    /// `None` for what is no field of this kind.
    fn read(name: &str, value: String) -> Option<Self>;

    /// Its name and value.
    fn write(&self) -> (String, String);
}

/// All that is left, as the last argument of a server function (`#[server(flatten)]`). What is no field of its kind
/// is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rest<F>(pub Vec<F>);

impl<F> Default for Rest<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F: RestField> Serialize for Rest<F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for field in &self.0 {
            let (name, value) = field.write();
            map.serialize_entry(&name, &value)?;
        }
        map.end()
    }
}

impl<'de, F: RestField> Deserialize<'de> for Rest<F> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<F>(PhantomData<F>);

impl<'de, F: RestField> Visitor<'de> for Fields<F> {
    type Value = Rest<F>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the rest of a form")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut rest: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = rest.next_key::<String>()? {
            let field = F::read(&name, rest.next_value()?);
            let unknown = || A::Error::custom(format_args!("unknown field `{name}`"));
            fields.push(field.ok_or_else(unknown)?);
        }
        Ok(Rest(fields))
    }
}
