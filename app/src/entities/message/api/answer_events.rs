//! Reads an answer while it is written, as server-sent events, from where the reader stands to the end.
//! In the browser only.

use super::super::model::live_answer::parse_position;
use leptos::prelude::*;
use std::time::Duration;
use tollgate::types::{AnswerEvent, AnswerId};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventSource, MessageEvent};

/// After this long a stream that was refused is asked for again. One that merely broke the browser
/// opens again by itself, with the id of the last event.
const PAUSE: Duration = Duration::from_secs(2);

/// Who reads the events of an answer.
#[derive(Clone, Copy)]
pub struct Reader {
    pub answer: AnswerId,
    /// Where the reader stands.
    pub position: Callback<(), String>,
    /// Takes an event and, from its id, the answer's length after it.
    pub on_event: Callback<(AnswerEvent, Option<(usize, usize)>)>,
}

/// An open stream. It ends with the answer, or with the part of the page that asked for it.
struct Stream {
    source: EventSource,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// Reads until the answer has ended. Call it where its owner lives as long as the answer is shown.
pub fn read_events(reader: Reader) {
    let held = StoredValue::new_local(None);
    open(reader, held);
}

fn open(reader: Reader, held: StoredValue<Option<Stream>, LocalStorage>) {
    let from = reader.position.run(());
    let url = format!("/api/answers/{}/events?from={from}", reader.answer);
    let Ok(source) = EventSource::new(&url) else {
        return;
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let data = message.data().as_string().unwrap_or_default();
        // An event of a later version is passed over.
        if let Ok(event) = serde_json::from_str::<AnswerEvent>(&data) {
            let closed = event == AnswerEvent::Closed;
            reader
                .on_event
                .run((event, parse_position(&message.last_event_id())));
            if closed
                && let Some(source) = message
                    .target()
                    .and_then(|target| target.dyn_into::<EventSource>().ok())
            {
                source.close();
            }
        }
    });
    let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let source = event
            .target()
            .and_then(|target| target.dyn_into::<EventSource>().ok());
        if source.is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            set_timeout(move || reopen(reader, held), PAUSE);
        }
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    held.try_set_value(Some(Stream {
        source,
        _on_message: on_message,
        _on_error: on_error,
    }));
}

/// The page may have gone on in the meantime; then there is nobody to read for.
fn reopen(reader: Reader, held: StoredValue<Option<Stream>, LocalStorage>) {
    if held.try_with_value(|_| ()).is_some() {
        open(reader, held);
    }
}
