//! Replies that are no answers of a chat: vectors and verdicts.

use crate::manifest::{Kind, recordings};
use serde_json::{Value, json};
use tollgate::provider::Dialect;

#[test]
fn each_embedding_reads_as_its_reference_says() {
    for recording in recordings() {
        let Kind::Embeddings(dialect) = recording.kind else {
            continue;
        };
        let file = &recording.file;
        let count = |key: &str| recording.expect(key).as_u64();
        let texts = usize::try_from(count("vectors").expect("a count")).expect("few");
        let embeddings = dialect.decode_embeddings(&recording.bytes, texts);
        let embeddings = embeddings.unwrap_or_else(|failure| panic!("{file}: {failure:?}"));
        for vector in &embeddings.vectors {
            assert_eq!(Some(vector.len() as u64), count("dims"), "{file}");
        }
        if let Some(tokens) = count("input_tokens") {
            assert_eq!(embeddings.tokens, Some(tokens), "{file}");
        }
        let too_many = dialect.decode_embeddings(&recording.bytes, texts + 1);
        assert!(too_many.is_err(), "{file}: a text without a vector");
        check_numbers(file, &recording.bytes, &embeddings.vectors);
    }
}

/// Where the numbers are written as numbers, they are the same ones.
fn check_numbers(file: &str, bytes: &[u8], vectors: &[Vec<f32>]) {
    let reply: Value = serde_json::from_slice(bytes).expect("JSON");
    for (place, vector) in vectors.iter().enumerate() {
        let openai = reply["data"].as_array().into_iter().flatten();
        let written = openai
            .filter(|item| item["index"] == json!(place))
            .map(|item| &item["embedding"])
            .chain(reply["embeddings"].get(place).map(|item| &item["values"]))
            .find_map(Value::as_array);
        for (number, written) in vector.iter().zip(written.into_iter().flatten()) {
            let written = written.as_f64().expect("a number");
            assert!((f64::from(*number) - written).abs() < 1e-6, "{file}");
        }
    }
}

#[test]
fn each_moderation_reads_as_its_reference_says() {
    for recording in recordings() {
        if recording.kind != Kind::Moderations {
            continue;
        }
        let file = &recording.file;
        let flagged = recording.expect("flagged").as_array().expect("a list");
        let verdicts = Dialect::OpenAi.decode_moderations(&recording.bytes, flagged.len());
        let verdicts = verdicts.unwrap_or_else(|failure| panic!("{file}: {failure:?}"));
        let seen: Vec<Value> = verdicts.iter().map(|one| one.flagged.into()).collect();
        assert_eq!(&seen, flagged, "{file}");
        let mut found: Vec<&str> = verdicts
            .iter()
            .flat_map(|verdict| &verdict.categories)
            .filter(|(_, category)| category.flagged)
            .map(|(name, _)| name.as_str())
            .collect();
        found.sort_unstable();
        assert_eq!(&json!(found), recording.expect("categories_true"), "{file}");
        let scores = verdicts.iter().flat_map(|one| one.categories.values());
        assert!(scores.clone().count() > 0, "{file}");
        assert!(
            scores
                .clone()
                .all(|one| one.score > 0.0 && one.score <= 1.0)
        );
    }
}
