//! `POST /v1/moderations`: a program has texts judged, in OpenAI's words.

use super::chat_completions::no_model;
use crate::extract::{Program, WholeBody};
use crate::provenance;
use crate::refusal::{ProgramRefusal, Refusal};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tollgate::gateway::{Caller, ModerateCall};
use tollgate::types::{CallId, LlmKind, LlmName, Purpose};
use tollgate::wire::openai_moderations::{self, ModerationsRequest};

pub(crate) async fn moderations(
    State(state): State<AppState>,
    Program { caller, .. }: Program,
    WholeBody(body): WholeBody,
) -> Result<Response, ProgramRefusal> {
    let request = ModerationsRequest::parse(&body)?;
    let llm = judge(&state, &caller, request.llm).await?;
    let id = CallId::new();
    let call = ModerateCall {
        id,
        purpose: Purpose::Api,
        llm: llm.clone(),
        texts: request.texts,
    };
    // Before it begins, so that an end of the program waits for it.
    let _running = state.programs.token();
    let moderated = state.tollgate.gateway.moderate(&caller, call).await?;
    let id = format!("modr-{}", id.0.simple());
    let reply = openai_moderations::moderations(&id, &llm, &moderated.verdicts);
    let mut response = Json(reply).into_response();
    provenance::pace(&mut response, moderated.pace, state.tollgate.clock.now());
    provenance::tell(&mut response, &moderated.receipts, None);
    Ok(response)
}

/// The model that was named, or the first that judges and may be asked.
async fn judge(
    state: &AppState,
    caller: &Caller,
    named: Option<LlmName>,
) -> Result<LlmName, Refusal> {
    let gateway = &state.tollgate.gateway;
    if let Some(named) = named {
        return if gateway.knows(&named) {
            Ok(named)
        } else {
            Err(no_model(&named))
        };
    }
    let mut llms = gateway.llms_of(caller).await?.into_iter();
    let judge = llms.find(|llm| llm.kind == LlmKind::Moderation);
    judge.map(|llm| llm.name).ok_or_else(|| {
        let message = "There is no model here that judges texts.";
        Refusal::new(StatusCode::NOT_FOUND, "model_not_found", message).about("model")
    })
}
