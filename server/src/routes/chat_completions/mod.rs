//! `POST /v1/chat/completions`: a program asks a model, in OpenAI's words, down the same road as everybody.

mod follow;
mod stream;

use crate::extract::{Program, WholeBody, refused};
use crate::provenance::Origin;
use crate::refusal::{ProgramRefusal, Refusal};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use follow::Following;
use futures::FutureExt;
use tollgate::gateway::{CacheUse, Call, SHORTEST_ANSWER};
use tollgate::metrics::Reader;
use tollgate::types::{CallId, LlmName, Purpose};
use tollgate::wire::openai_chat::{ChatRequest, Chunks, Head, Reply};

pub(crate) async fn chat_completions(
    State(state): State<AppState>,
    Program { caller, key }: Program,
    headers: HeaderMap,
    WholeBody(body): WholeBody,
) -> Result<Response, ProgramRefusal> {
    let request = ChatRequest::parse(&body)?;
    let (stream, include_usage) = (request.stream, request.include_usage);
    let is_open = request.max_tokens.is_none();
    let call = call(&state, request, cache_use(&headers))?;
    let head = head(&state, &call);
    // Before it begins, so that an end of the program waits for it.
    let running = state.programs.token();
    let mut ended = key.ended().boxed();
    let answer = tokio::select! {
        answer = state.tollgate.gateway.ask(&caller, call) => answer?,
        why = &mut ended => return Err(refused(why).into()),
    };
    let set_by_us = is_open.then(|| answer.max_tokens());
    let origin = Origin::of(&answer, state.tollgate.clock.now()).with_max_tokens(set_by_us);
    let following = Following::new(answer, ended, state.closing.clone(), running);
    let mut response = if stream {
        let open = state.tollgate.gateway.metrics().stream(Reader::Programs);
        stream::respond(following.watched(), open, Chunks::new(head, include_usage))
    } else {
        whole(following, &head).await?
    };
    origin.tell(&mut response);
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

fn call(state: &AppState, request: ChatRequest, cache: CacheUse) -> Result<Call, Refusal> {
    if !state.tollgate.gateway.knows(&request.llm) {
        return Err(no_model(&request.llm));
    }
    let defaults = state.tollgate.default_settings();
    Ok(Call {
        id: CallId::new(),
        purpose: Purpose::Api,
        answer: None,
        cache,
        llm: request.llm,
        messages: request.messages,
        max_tokens: request.max_tokens.unwrap_or(defaults.max_tokens),
        at_least: match request.max_tokens {
            Some(_) => None,
            None => Some(SHORTEST_ANSWER),
        },
        options: request.options,
    })
}

/// What the program allows with `Cache-Control`: `no-cache` wants a new answer, `no-store` leaves none behind.
pub(super) fn cache_use(headers: &HeaderMap) -> CacheUse {
    let values = headers.get_all(CACHE_CONTROL).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let directives = texts.flat_map(|text| text.split(',')).map(str::trim);
    directives.fold(CacheUse::Full, |cache, directive| {
        if directive.eq_ignore_ascii_case("no-store") {
            CacheUse::Never
        } else if directive.eq_ignore_ascii_case("no-cache") && cache == CacheUse::Full {
            CacheUse::Renew
        } else {
            cache
        }
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
