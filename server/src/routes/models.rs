//! `GET /v1/models` and `GET /v1/models/{id}`: what may be asked.

use super::chat_completions::no_model;
use crate::extract::Program;
use crate::refusal::ProgramRefusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;
use tollgate::types::LlmName;
use tollgate::wire::openai_chat;

pub(crate) async fn models(
    State(state): State<AppState>,
    Program { caller, .. }: Program,
) -> Result<Json<Value>, ProgramRefusal> {
    let llms = state.tollgate.gateway.llms_of(&caller).await?;
    Ok(Json(openai_chat::models(&llms)))
}

/// A name may hold slashes.
pub(crate) async fn model(
    State(state): State<AppState>,
    Program { caller, .. }: Program,
    Path(name): Path<String>,
) -> Result<Json<Value>, ProgramRefusal> {
    let name = LlmName(name);
    let mut llms = state.tollgate.gateway.llms_of(&caller).await?.into_iter();
    // One that may not be asked is no more there than in the list.
    let llm = llms.find(|llm| llm.name == name);
    let llm = llm.ok_or_else(|| no_model(&name))?;
    Ok(Json(openai_chat::model(&llm)))
}
