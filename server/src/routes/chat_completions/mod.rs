//! `POST /v1/chat/completions`: a program asks a model, in OpenAI's words, down the same road as everybody.

mod follow;
mod stream;

use crate::extract::{Program, WholeBody};
use crate::refusal::{ProgramRefusal, Refusal};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use follow::Following;
use tollgate::gateway::Call;
use tollgate::types::{CallId, LlmName, Purpose};
use tollgate::wire::openai_chat::{ChatRequest, Chunks, Head, Reply};

const PROVIDER: HeaderName = HeaderName::from_static("x-tollgate-provider");

pub(crate) async fn chat_completions(
    State(state): State<AppState>,
    Program(caller): Program,
    WholeBody(body): WholeBody,
) -> Result<Response, ProgramRefusal> {
    let request = ChatRequest::parse(&body)?;
    let (stream, include_usage) = (request.stream, request.include_usage);
    let call = call(&state, request)?;
    let head = head(&state, &call);
    // Before it begins, so that an end of the program waits for it.
    let running = state.programs.token();
    let answer = state.tollgate.gateway.ask(&caller, call).await?;
    let provider = HeaderValue::from_str(answer.provider());
    let following = Following::new(answer, state.closing.clone(), running);
    let mut response = if stream {
        stream::respond(following, Chunks::new(head, include_usage))
    } else {
        whole(following, &head).await?
    };
    if let Ok(provider) = provider {
        response.headers_mut().insert(PROVIDER, provider);
    }
    Ok(response)
}

async fn whole(mut following: Following, head: &Head) -> Result<Response, ProgramRefusal> {
    let mut reply = Reply::default();
    let tokens = loop {
        let event = following.next().await?;
        reply.see(&event);
        if let Some(tokens) = following.end_with(&event).await? {
            break tokens;
        }
    };
    Ok(Json(reply.write(head, &tokens)).into_response())
}

fn call(state: &AppState, request: ChatRequest) -> Result<Call, Refusal> {
    if state.tollgate.gateway.llm(&request.llm).is_none() {
        return Err(no_model(&request.llm));
    }
    let defaults = state.tollgate.default_settings();
    Ok(Call {
        id: CallId::new(),
        purpose: Purpose::Api,
        answer: None,
        llm: request.llm,
        messages: request.messages,
        max_tokens: request.max_tokens.unwrap_or(defaults.max_tokens),
        options: request.options,
    })
}

fn head(state: &AppState, call: &Call) -> Head {
    Head {
        id: format!("chatcmpl-{}", call.id.0.simple()),
        created: state.tollgate.clock.now(),
        model: call.llm.0.clone(),
    }
}

pub(super) fn no_model(llm: &LlmName) -> Refusal {
    let message = format!(
        "There is no model `{}`. /v1/models lists those there are.",
        llm.0
    );
    Refusal::new(StatusCode::NOT_FOUND, "model_not_found", message).about("model")
}
