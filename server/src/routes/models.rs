//! `GET /v1/models`: what may be asked.

use crate::extract::Program;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde_json::Value;
use tollgate::wire::openai_chat;

pub(crate) async fn models(State(state): State<AppState>, _: Program) -> Json<Value> {
    Json(openai_chat::models(&state.tollgate.gateway.llms()))
}
