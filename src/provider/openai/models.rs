//! OpenAI's list of models, which most services have.

use crate::provider::embeddings::read;
use crate::provider::models::ModelPage;
use crate::types::Failure;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reply {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

pub(in crate::provider) fn decode_models(body: &[u8]) -> Result<ModelPage, Failure> {
    let reply: Reply = read(body)?;
    let names = reply.data.into_iter().map(|model| model.id);
    Ok(ModelPage {
        names: names.collect(),
        next: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_whatever_else_it_says() {
        let body = br#"{"object":"list","data":[
            {"id":"gpt-5-mini","object":"model","created":1754425777,"owned_by":"system"},
            {"id":"meta/llama-3.3","owned_by":null}]}"#;
        let page = decode_models(body).expect("a list");
        assert_eq!(page.names, ["gpt-5-mini", "meta/llama-3.3"]);
        assert_eq!(page.next, None);
    }

    #[test]
    fn what_is_no_list_is_not_an_empty_one() {
        for body in [
            r#"{"error":{"message":"no"}}"#,
            r#"{"data":[{}]}"#,
            "[]",
            "",
        ] {
            assert!(decode_models(body.as_bytes()).is_err(), "{body}");
        }
    }
}
