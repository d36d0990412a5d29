//! OpenAI's moderations as programs speak them to us. Pure: no clock, no socket.

use super::fields::{Fields, Read, Wrong};
use crate::provider::{Category, Verdict};
use crate::types::LlmName;
use serde_json::{Map, Value, json};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModerationsRequest {
    /// `None`: whatever judges here.
    pub llm: Option<LlmName>,
    /// Never none; each is judged by itself.
    pub texts: Vec<String>,
}

impl ModerationsRequest {
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(body: &[u8]) -> Read<Self> {
        let mut fields = Fields::parse(body)?;
        let llm = match fields.take("model") {
            None => None,
            Some(Value::String(name)) => Some(LlmName(name)),
            Some(_) => return Err(fields.wrong("model", "`model` must be a string.")),
        };
        let texts = texts(fields.required("input")?)?;
        fields.end()?;
        Ok(Self { llm, texts })
    }
}

/// One text, several, or one in parts.
fn texts(input: Value) -> Read<Vec<String>> {
    let items = match input {
        Value::String(text) => return Ok(vec![text]),
        Value::Array(items) if !items.is_empty() => items,
        _ => return Err(Wrong::new("input", MEANT)),
    };
    if items.iter().all(Value::is_object) {
        let parts = items.into_iter().enumerate();
        let parts: Read<Vec<_>> = parts.map(|(n, part)| part_text(n, part)).collect();
        return Ok(vec![parts?.join("\n")]);
    }
    let text = |(n, item)| match item {
        Value::String(text) => Ok(text),
        _ => Err(Wrong::new(format!("input[{n}]"), MEANT)),
    };
    items.into_iter().enumerate().map(text).collect()
}

const MEANT: &str = "`input` must be a string, an array of strings, or an array of parts of text.";

fn part_text(n: usize, part: Value) -> Read<String> {
    let mut fields = Fields::of(&format!("input[{n}]"), part)?;
    if fields.string("type")? != "text" {
        return Err(fields.wrong("type", "Only parts of text are judged here, no images."));
    }
    let text = fields.string("text")?;
    fields.end().map(|()| text)
}

/// The answer: a result for each text.
pub fn moderations(id: &str, model: &LlmName, verdicts: &[Verdict]) -> Value {
    let results: Vec<_> = verdicts.iter().map(result).collect();
    json!({ "id": id, "model": model, "results": results })
}

fn result(verdict: &Verdict) -> Value {
    let by_category = |value: &dyn Fn(&Category) -> Value| -> Map<String, Value> {
        let categories = verdict.categories.iter();
        categories
            .map(|(name, category)| (name.clone(), value(category)))
            .collect()
    };
    json!({
        "flagged": verdict.flagged,
        "categories": by_category(&|category| category.flagged.into()),
        "category_scores": by_category(&|category| category.score.into()),
        "category_applied_input_types": by_category(&|_| json!(["text"])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn parse(body: Value) -> Read<ModerationsRequest> {
        ModerationsRequest::parse(body.to_string().as_bytes())
    }

    #[test]
    fn one_text_several_or_one_in_parts() {
        for (input, texts) in [
            (json!("a"), vec!["a"]),
            (json!(""), vec![""]),
            (json!(["a", "b"]), vec!["a", "b"]),
            (
                json!([{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }]),
                vec!["a\nb"],
            ),
        ] {
            let request = parse(json!({ "input": input })).unwrap();
            assert_eq!(
                (request.llm, request.texts),
                (None, texts.into_iter().map(str::to_owned).collect())
            );
        }
        let request = parse(json!({ "model": "m", "input": "a" })).unwrap();
        assert_eq!(request.llm, Some(LlmName("m".into())));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let image = json!({ "type": "image_url", "image_url": { "url": "https://x/y.png" } });
        for (body, field) in [
            (json!({}), "input"),
            (json!({ "input": [] }), "input"),
            (json!({ "input": 1 }), "input"),
            (json!({ "input": ["a", 1] }), "input[1]"),
            (
                json!({ "input": [{ "type": "text", "text": "a" }, image] }),
                "input[1].type",
            ),
            (json!({ "input": [{ "type": "text" }] }), "input[0].text"),
            (json!({ "input": "a", "model": 1 }), "model"),
            (json!({ "input": "a", "more": 1 }), "more"),
        ] {
            assert_eq!(parse(body.clone()).unwrap_err().field, field, "{body}");
        }
    }

    #[test]
    fn a_verdict_is_written_in_openais_words() {
        let category = Category {
            flagged: true,
            score: 0.5,
        };
        let verdict = Verdict {
            flagged: true,
            categories: BTreeMap::from([("violence".to_owned(), category)]),
        };
        let written = moderations("modr-1", &LlmName("m".into()), &[verdict]);
        let expected = json!({
            "id": "modr-1",
            "model": "m",
            "results": [{
                "flagged": true,
                "categories": { "violence": true },
                "category_scores": { "violence": 0.5 },
                "category_applied_input_types": { "violence": ["text"] },
            }],
        });
        assert_eq!(written, expected);
    }
}
