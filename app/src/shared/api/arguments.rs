//! How the arguments of server functions cross: as a form, or as JSON where they are more than a list of texts.
//! What a function does not know it refuses, at any depth, so that a mistake shows at once.

use bytes::Bytes;
use leptos::server_fn::codec::{JsonEncoding, Post};
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::de::SliceRead;
use std::collections::BTreeMap;
use std::fmt;

/// `Call<Form>`: the body of an ordinary form.
pub type Form = Post<StrictForm>;

/// `Call<Json>`.
pub type Json = Post<StrictJson>;

pub struct StrictForm;

impl ContentType for StrictForm {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl FormatType for StrictForm {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for StrictForm {
    type Error = serde_urlencoded::ser::Error;

    fn encode(arguments: &T) -> Result<Bytes, Self::Error> {
        serde_urlencoded::to_string(arguments).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for StrictForm {
    type Error = serde_urlencoded::de::Error;

    fn decode(body: Bytes) -> Result<T, Self::Error> {
        let fields = form_urlencoded::parse(&body);
        strictly(serde_urlencoded::Deserializer::new(fields))
    }
}

pub struct StrictJson;

impl ContentType for StrictJson {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for StrictJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for StrictJson {
    type Error = serde_json::Error;

    fn encode(arguments: &T) -> Result<Bytes, Self::Error> {
        JsonEncoding::encode(arguments)
    }
}

impl<T: DeserializeOwned> Decodes<T> for StrictJson {
    type Error = serde_json::Error;

    fn decode(body: Bytes) -> Result<T, Self::Error> {
        let mut json = serde_json::Deserializer::new(SliceRead::new(&body));
        let arguments = strictly(&mut json)?;
        json.end()?;
        Ok(arguments)
    }
}

/// The last argument of a function that an `ActionForm` calls: those insist on Leptos' own encoding, which
/// passes over what it does not know. This takes all that is left (`#[server(flatten)]`), and it takes nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NothingElse;

impl Serialize for NothingElse {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_map(Some(0))?.end()
    }
}

impl<'de> Deserialize<'de> for NothingElse {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for NothingElse {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("no more fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut rest: A) -> Result<Self, A::Error> {
        while let Some(name) = rest.next_key::<String>()? {
            // In the browser the pressed button is among the fields; its missing name reads as `=`.
            if !matches!(name.as_str(), "" | "=") {
                return Err(A::Error::custom(format_args!("unknown field `{name}`")));
            }
            rest.next_value::<IgnoredAny>()?;
        }
        Ok(self)
    }
}

/// The fields of a list that a page has drawn: `action.hate`. Of all that is left (`#[server(flatten)]`) it takes
/// those whose names begin with a word and a dot, and nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Listed(BTreeMap<String, String>);

impl Listed {
    /// Each field that begins with this word: the rest of its name, and what it says.
    pub fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fields = self.0.iter();
        fields.filter_map(move |(name, value)| {
            let rest = name.strip_prefix(word)?.strip_prefix('.')?;
            Some((rest, value.trim()))
        })
    }

    pub fn value(&self, word: &str, rest: &str) -> &str {
        let found = self.0.get(&format!("{word}.{rest}"));
        found.map_or("", |value| value.trim())
    }
}

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let fields = BTreeMap::<String, String>::deserialize(from)?;
        let of_no_list = |name: &&String| !name.contains('.') && !matches!(name.as_str(), "" | "=");
        match fields.keys().find(of_no_list) {
            Some(name) => Err(D::Error::custom(format_args!("unknown field `{name}`"))),
            None => Ok(Self(fields)),
        }
    }
}

fn strictly<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let mut unknown = None;
    let arguments = serde_ignored::deserialize(from, |path| {
        unknown.get_or_insert(path.to_string());
    })?;
    match unknown {
        None => Ok(arguments),
        Some(path) => Err(D::Error::custom(format_args!("unknown field `{path}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(PartialEq, Debug, Serialize, Deserialize)]
    struct Arguments {
        name: String,
        note: Option<String>,
    }

    fn refused<T: std::fmt::Debug, E: std::fmt::Display>(result: Result<T, E>) -> String {
        result.unwrap_err().to_string()
    }

    fn ada(note: Option<&str>) -> Arguments {
        Arguments {
            name: "Ada & Söhne+1".into(),
            note: note.map(str::to_owned),
        }
    }

    #[test]
    fn a_form_arrives_as_it_was_sent() {
        for arguments in [ada(None), ada(Some(""))] {
            let sent = StrictForm::encode(&arguments).unwrap();
            assert_eq!(arguments, StrictForm::decode(sent).unwrap());
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let form = |text: &'static str| {
            <StrictForm as Decodes<Arguments>>::decode(Bytes::from_static(text.as_bytes()))
        };
        assert!(refused(form("name=Ada&extra=1")).contains("unknown field `extra`"));
        assert!(refused(form("note=1")).contains("missing field `name`"));
        assert!(refused(form("name=Ada&name=Eve")).contains("duplicate field `name`"));
    }

    #[test]
    fn nothing_else_is_taken() {
        #[derive(Debug, Deserialize)]
        struct Last {
            #[serde(flatten)]
            _rest: NothingElse,
        }
        assert!(serde_json::from_str::<Last>("{}").is_ok());
        assert!(
            serde_json::from_str::<Last>(r#"{"=": ""}"#).is_ok(),
            "the pressed button"
        );
        let extra = refused(serde_json::from_str::<Last>(r#"{"extra": 1}"#));
        assert!(extra.contains("unknown field `extra`"), "{extra}");
    }

    #[test]
    fn fields_of_a_list_are_taken_and_no_others() {
        #[derive(Debug, Deserialize)]
        struct Last {
            tier: String,
            #[serde(flatten)]
            listed: Listed,
        }
        let form = |text: &'static str| {
            <StrictForm as Decodes<Last>>::decode(Bytes::from_static(text.as_bytes()))
        };
        let last = form("tier=&action.hate=block&action.a%2Fb.c=+off&from.hate=0.5").unwrap();
        let actions: Vec<_> = last.listed.of("action").collect();
        assert_eq!(
            (last.tier.as_str(), actions),
            ("", vec![("a/b.c", "off"), ("hate", "block")])
        );
        assert_eq!(last.listed.value("from", "hate"), "0.5");
        assert_eq!(last.listed.value("from", "a/b.c"), "");
        assert!(refused(form("tier=&extra=1")).contains("unknown field `extra`"));
    }

    #[test]
    fn what_is_not_known_is_refused_at_any_depth() {
        let json = |text: &'static str| {
            <StrictJson as Decodes<Vec<Arguments>>>::decode(Bytes::from_static(text.as_bytes()))
        };
        assert_eq!(json(r#"[{"name": "Ada & Söhne+1"}]"#).unwrap(), [ada(None)]);
        let deep = refused(json(r#"[{"name": "", "extra": 1}]"#));
        assert!(deep.contains("unknown field `0.extra`"), "{deep}");
        assert!(json(r#"[{"name": ""}] []"#).is_err());
        assert!(json("[{").is_err());
    }
}
