//! One attempt at a target. What goes wrong before the first token is an error of the call; what goes wrong
//! after it is an event of the answer, and the call is never silently started again.

use super::Route;
use crate::error::{Error, ProviderError, ProviderReason, Result};
use crate::provider::{ChatRequest, EventStream};
use crate::types::Event;
use futures::stream::{self, StreamExt};

/// Sends and waits for the first token.
pub(super) async fn send(route: &Route, request: ChatRequest) -> Result<EventStream> {
    let mut events = route.provider.send(request).await?;
    let mut head = Vec::new();
    while let Some(event) = events.next().await {
        if let Event::Failed(failure) = event {
            return Err(route.provider.explain(&failure));
        }
        let begun = !matches!(event, Event::Started { .. } | Event::Usage(_));
        head.push(event);
        if begun {
            return Ok(stream::iter(head).chain(events).boxed());
        }
    }
    let provider = route.llm.provider.clone();
    Err(Error::Provider(ProviderError {
        provider,
        reason: ProviderReason::BrokeOff,
    }))
}
