//! An answer as OpenAI writes it: the events of a stream as chunks, or collected as one reply.

use super::calls::{Calls, Gathered};
use crate::types::{Event, Finish, Llm, Timestamp, Tokens};
use serde_json::{Map, Value, json};

/// What a stream ends with.
pub const DONE: &str = "[DONE]";

/// What every chunk of an answer says of it.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: String,
    pub created: Timestamp,
    pub model: String,
}

impl Head {
    fn object(&self, object: &str, choices: Value) -> Value {
        json!({
            "id": self.id,
            "object": object,
            "created": self.created.as_seconds(),
            "model": self.model,
            "choices": choices,
        })
    }
}

/// Writes the chunks of a stream.
pub struct Chunks {
    head: Head,
    include_usage: bool,
    begun: bool,
    calls: Calls,
}

impl Chunks {
    pub fn new(head: Head, include_usage: bool) -> Self {
        Self {
            head,
            include_usage,
            begun: false,
            calls: Calls::default(),
        }
    }

    /// The chunk of an event; `None` for what programs are not told.
    pub fn chunk(&mut self, event: &Event) -> Option<Value> {
        let (field, value) = match event {
            Event::Delta(text) => ("content", json!(text)),
            Event::Refusal(text) => ("refusal", json!(text)),
            Event::Reasoning(text) => ("reasoning_content", json!(text)),
            Event::ToolCall(call) => {
                let piece = self.calls.piece(call, &self.head.id);
                ("tool_calls", json!([piece]))
            }
            Event::Finished(finish) => return Some(self.write(Map::new(), Some(finish))),
            // What failed is an error and no chunk.
            Event::Started { .. } | Event::Seal(_) | Event::Usage(_) | Event::Failed(_) => {
                return None;
            }
        };
        let delta = Map::from_iter([(field.to_owned(), value)]);
        Some(self.write(delta, None))
    }

    /// What was used, for those who asked for it: the last chunk.
    pub fn usage(&self, tokens: &Tokens) -> Option<Value> {
        self.include_usage.then(|| {
            let mut chunk = self.head.object("chat.completion.chunk", json!([]));
            chunk["usage"] = usage(tokens);
            chunk
        })
    }

    fn write(&mut self, mut delta: Map<String, Value>, finish: Option<&Finish>) -> Value {
        if !std::mem::replace(&mut self.begun, true) {
            delta.insert("role".into(), json!("assistant"));
        }
        let choice = json!({
            "index": 0,
            "delta": delta,
            "logprobs": null,
            "finish_reason": finish.map(reason),
        });
        let mut chunk = self.head.object("chat.completion.chunk", json!([choice]));
        if self.include_usage {
            chunk["usage"] = Value::Null;
        }
        chunk
    }
}

/// Collects an answer.
#[derive(Default)]
pub struct Reply {
    text: String,
    reasoning: String,
    refusal: String,
    calls: Gathered,
    finish: Option<Finish>,
}

impl Reply {
    pub fn see(&mut self, event: &Event) {
        match event {
            Event::Delta(text) => self.text += text,
            Event::Reasoning(text) => self.reasoning += text,
            Event::Refusal(text) => self.refusal += text,
            Event::ToolCall(call) => self.calls.see(call),
            Event::Finished(finish) => self.finish = Some(finish.clone()),
            Event::Started { .. } | Event::Seal(_) | Event::Usage(_) | Event::Failed(_) => {}
        }
    }

    pub fn write(&self, head: &Head, tokens: &Tokens) -> Value {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let calls = self.calls.write(&head.id);
        let says_nothing = self.refusal.is_empty() && calls.is_empty();
        let content = given(&self.text).or_else(|| says_nothing.then(String::new));
        let mut message = json!({
            "role": "assistant",
            "content": content,
            "refusal": given(&self.refusal),
        });
        if let Some(reasoning) = given(&self.reasoning) {
            message["reasoning_content"] = reasoning.into();
        }
        if !calls.is_empty() {
            message["tool_calls"] = calls.into();
        }
        let choice = json!({
            "index": 0,
            "message": message,
            "logprobs": null,
            "finish_reason": reason(self.finish.as_ref().unwrap_or(&Finish::Stop)),
        });
        let mut reply = head.object("chat.completion", json!([choice]));
        reply["usage"] = usage(tokens);
        reply
    }
}

/// OpenAI's words; a client knows no others.
fn reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Stop | Finish::Other(_) => "stop",
        Finish::Length => "length",
        Finish::ToolCalls => "tool_calls",
        Finish::ContentFilter => "content_filter",
    }
}

/// OpenAI counts what was read from its cache as part of the prompt.
fn usage(tokens: &Tokens) -> Value {
    let prompt = tokens.input + tokens.cached_input + tokens.cache_write;
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt + tokens.output,
        "prompt_tokens_details": { "cached_tokens": tokens.cached_input },
        "completion_tokens_details": { "reasoning_tokens": tokens.reasoning },
    })
}

/// The list of models.
pub fn models(llms: &[Llm]) -> Value {
    let models: Vec<_> = llms.iter().map(model).collect();
    json!({ "object": "list", "data": models })
}

/// Nobody knows when it was made.
pub fn model(llm: &Llm) -> Value {
    json!({ "id": llm.name, "object": "model", "created": 0, "owned_by": llm.provider })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Failure;

    const TOKENS: Tokens = Tokens {
        input: 1,
        cached_input: 2,
        cache_write: 3,
        output: 9,
        reasoning: 4,
    };

    fn head() -> Head {
        Head {
            id: "chatcmpl-1".into(),
            created: Timestamp(1_800_000_000_999_999),
            model: "m".into(),
        }
    }

    fn answer() -> Vec<Event> {
        vec![
            Event::Started {
                model: None,
                id: None,
            },
            Event::Reasoning("Hm.".into()),
            Event::Delta("Hel".into()),
            Event::Delta("lo".into()),
            Event::Usage(TOKENS),
            Event::Finished(Finish::Length),
        ]
    }

    #[test]
    fn a_stream_is_chunks_the_first_of_which_names_the_role() {
        let mut chunks = Chunks::new(head(), false);
        let written: Vec<_> = answer().iter().filter_map(|e| chunks.chunk(e)).collect();
        let choices: Vec<_> = written
            .iter()
            .map(|chunk| {
                let choice = &chunk["choices"][0];
                (choice["delta"].clone(), choice["finish_reason"].clone())
            })
            .collect();
        let expected = [
            (
                json!({ "role": "assistant", "reasoning_content": "Hm." }),
                Value::Null,
            ),
            (json!({ "content": "Hel" }), Value::Null),
            (json!({ "content": "lo" }), Value::Null),
            (json!({}), json!("length")),
        ];
        assert_eq!(choices, expected);
        for chunk in &written {
            assert_eq!(chunk["id"], "chatcmpl-1");
            assert_eq!(chunk["object"], "chat.completion.chunk");
            assert_eq!(chunk["created"], 1_800_000_000);
            assert_eq!(chunk["model"], "m");
            assert!(chunk.get("usage").is_none());
        }
        assert_eq!(chunks.usage(&TOKENS), None);
        assert_eq!(chunks.chunk(&Event::Failed(Failure::default())), None);
    }

    #[test]
    fn who_asked_for_the_usage_gets_it_in_a_chunk_of_its_own() {
        let mut chunks = Chunks::new(head(), true);
        let chunk = chunks.chunk(&Event::Delta("a".into())).unwrap();
        assert_eq!(chunk.get("usage"), Some(&Value::Null));
        let last = chunks.usage(&TOKENS).unwrap();
        assert_eq!(last["choices"], json!([]));
        let expected = json!({
            "prompt_tokens": 6, "completion_tokens": 9, "total_tokens": 15,
            "prompt_tokens_details": { "cached_tokens": 2 },
            "completion_tokens_details": { "reasoning_tokens": 4 },
        });
        assert_eq!(last["usage"], expected);
    }

    #[test]
    fn a_reply_is_the_stream_collected() {
        let mut reply = Reply::default();
        answer().iter().for_each(|event| reply.see(event));
        let written = reply.write(&head(), &TOKENS);
        assert_eq!(written["object"], "chat.completion");
        let choice = &written["choices"][0];
        assert_eq!(choice["finish_reason"], "length");
        let expected = json!({
            "role": "assistant", "content": "Hello", "refusal": null, "reasoning_content": "Hm.",
        });
        assert_eq!(choice["message"], expected);
        assert_eq!(written["usage"]["total_tokens"], 15);
    }

    #[test]
    fn a_refusal_stands_in_its_own_place() {
        let mut reply = Reply::default();
        reply.see(&Event::Refusal("No.".into()));
        reply.see(&Event::Finished(Finish::Other("safety".into())));
        let choice = reply.write(&head(), &TOKENS)["choices"][0].clone();
        let expected = json!({ "role": "assistant", "content": null, "refusal": "No." });
        assert_eq!(choice["message"], expected);
        assert_eq!(choice["finish_reason"], "stop");
    }
}
