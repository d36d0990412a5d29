//! OpenAI's moderations.

use crate::provider::embeddings::{read, unreadable};
use crate::provider::moderations::{Category, ModerateRequest, Verdict};
use crate::types::Failure;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

pub(in crate::provider) fn encode_moderate(request: &ModerateRequest) -> Vec<u8> {
    let body = json!({ "model": request.model, "input": request.texts });
    body.to_string().into_bytes()
}

#[derive(Deserialize)]
struct Reply {
    results: Vec<Judged>,
}

#[derive(Deserialize)]
struct Judged {
    flagged: bool,
    /// A model that does not judge a category says null.
    categories: BTreeMap<String, Option<bool>>,
    #[serde(default)]
    category_scores: BTreeMap<String, Option<f64>>,
}

/// The verdict on each of the `texts`, in their order. One that is missing is an error, because it would pass
/// for innocence.
pub(in crate::provider) fn decode_moderations(
    body: &[u8],
    texts: usize,
) -> Result<Vec<Verdict>, Failure> {
    let reply: Reply = read(body)?;
    if reply.results.len() != texts {
        let counts = format!("{} verdicts came for {texts} texts", reply.results.len());
        return Err(unreadable(counts));
    }
    Ok(reply.results.into_iter().map(Judged::verdict).collect())
}

impl Judged {
    fn verdict(self) -> Verdict {
        let scores = self.category_scores;
        let category = |(name, flagged): (String, Option<bool>)| {
            let flagged = flagged.unwrap_or(false);
            let score = scores.get(&name).copied().flatten();
            // Without a score the opinion is all there is.
            let score = score.unwrap_or(if flagged { 1.0 } else { 0.0 });
            (name, Category { flagged, score })
        };
        Verdict {
            flagged: self.flagged,
            categories: self.categories.into_iter().map(category).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_verdict() {
        let body = br#"{"results":[{"flagged":true,"categories":{"violence":true,"hate":false,"illicit":null},
            "category_scores":{"violence":0.97,"hate":0.01}}]}"#;
        let verdicts = decode_moderations(body, 1).expect("a verdict");
        let category = |name: &str| verdicts[0].categories[name];
        assert!(verdicts[0].flagged && category("violence").flagged);
        assert_eq!(category("violence").score, 0.97);
        assert!(!category("illicit").flagged);
        assert_eq!(category("illicit").score, 0.0);
    }

    #[test]
    fn silence_is_not_innocence() {
        for body in [
            r#"{"results":[]}"#,
            r#"{"results":[{"categories":{}}]}"#,
            r#"{"error":{"message":"no"}}"#,
            "{}",
            "",
        ] {
            assert!(decode_moderations(body.as_bytes(), 1).is_err(), "{body}");
        }
    }

    #[test]
    fn many_texts_are_one_request() {
        let request = ModerateRequest {
            model: "omni-moderation-latest".into(),
            texts: vec!["a".into(), "b".into()],
        };
        let body: serde_json::Value =
            serde_json::from_slice(&encode_moderate(&request)).expect("JSON");
        let expected = json!({ "model": "omni-moderation-latest", "input": ["a", "b"] });
        assert_eq!(body, expected);
    }
}
