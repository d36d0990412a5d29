//! `POST /v1/embeddings`: a program has texts turned into vectors, in OpenAI's words.

use super::chat_completions::no_model;
use crate::extract::{Program, WholeBody};
use crate::provenance::{self, Known};
use crate::refusal::ProgramRefusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use tollgate::gateway::{EmbedCall, Embedded};
use tollgate::types::{CallId, Purpose};
use tollgate::wire::openai_embeddings::{EmbeddingsReply, EmbeddingsRequest};

pub(crate) async fn embeddings(
    State(state): State<AppState>,
    Program(caller): Program,
    WholeBody(body): WholeBody,
) -> Result<Response, ProgramRefusal> {
    let EmbeddingsRequest {
        llm,
        texts,
        dimensions,
        encoding,
    } = EmbeddingsRequest::parse(&body)?;
    if state.tollgate.gateway.llm(&llm).is_none() {
        return Err(no_model(&llm).into());
    }
    let call = EmbedCall {
        id: CallId::new(),
        purpose: Purpose::Api,
        llm: llm.clone(),
        texts,
        dimensions,
    };
    // Before it begins, so that an end of the program waits for it.
    let _running = state.programs.token();
    let embedded = state.tollgate.gateway.embed(&caller, call).await?;
    let tokens = embedded.tokens();
    let reply = EmbeddingsReply::new(&llm, &embedded.vectors, encoding, tokens);
    let mut response = Json(reply).into_response();
    provenance::tell(&mut response, &embedded.receipts, Some(known(&embedded)));
    Ok(response)
}

fn known(embedded: &Embedded) -> Known {
    match (embedded.known, embedded.receipts.as_slice()) {
        (0, _) => Known::Nothing,
        (_, []) => Known::All,
        _ => Known::Some,
    }
}
