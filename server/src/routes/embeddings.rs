//! `POST /v1/embeddings`: a program has texts turned into vectors, in OpenAI's words.

use super::chat_completions::{cache_use, no_model};
use crate::extract::{Program, WholeBody};
use crate::provenance::{self, Known};
use crate::refusal::ProgramRefusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use tollgate::gateway::{CacheUse, EmbedCall, Embedded};
use tollgate::types::{CallId, Purpose};
use tollgate::wire::openai_embeddings::{EmbeddingsReply, EmbeddingsRequest};

pub(crate) async fn embeddings(
    State(state): State<AppState>,
    Program { caller, .. }: Program,
    headers: HeaderMap,
    WholeBody(body): WholeBody,
) -> Result<Response, ProgramRefusal> {
    let EmbeddingsRequest {
        llm,
        texts,
        dimensions,
        encoding,
    } = EmbeddingsRequest::parse(&body)?;
    if !state.tollgate.gateway.knows(&llm) {
        return Err(no_model(&llm).into());
    }
    let call = EmbedCall {
        id: CallId::new(),
        purpose: Purpose::Api,
        llm: llm.clone(),
        texts,
        dimensions,
        cache: cache_use(&headers),
    };
    let cache = call.cache;
    // Before it begins, so that an end of the program waits for it.
    let _running = state.programs.token();
    let embedded = state.tollgate.gateway.embed(&caller, call).await?;
    let tokens = embedded.tokens();
    let reply = EmbeddingsReply::new(&llm, &embedded.vectors, encoding, tokens);
    let mut response = Json(reply).into_response();
    provenance::pace(&mut response, embedded.pace, state.tollgate.clock.now());
    provenance::tell(
        &mut response,
        &embedded.receipts,
        Some(known(cache, &embedded)),
    );
    Ok(response)
}

fn known(cache: CacheUse, embedded: &Embedded) -> Known {
    match (cache, embedded.known, embedded.receipts.as_slice()) {
        (CacheUse::Renew | CacheUse::Never, ..) => Known::NotAsked,
        (CacheUse::Full, 0, _) => Known::Nothing,
        (CacheUse::Full, _, []) => Known::All,
        (CacheUse::Full, ..) => Known::Some,
    }
}
