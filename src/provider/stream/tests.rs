//! Whatever comes, in whatever order and pieces: an answer begins at most once and ends exactly once.

use super::*;
use proptest::prelude::*;

const DIALECTS: [Dialect; 4] = [
    Dialect::OpenAi,
    Dialect::Anthropic,
    Dialect::Google,
    Dialect::Ollama,
];

/// Events of all dialects, and what belongs to none.
const SCRAPS: [&str; 30] = [
    r#"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}"#,
    r#"{"choices":[{"delta":{"tool_calls":[{"index":9,"id":"t","function":{"name":"f","arguments":"{"}}]}}]}"#,
    r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
    r#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#,
    r#"{"choices":[{"message":{"refusal":"no"},"finish_reason":"error"}]}"#,
    r#"{"error":{"message":"no","code":500}}"#,
    "[DONE]",
    r#"{"type":"message_start","message":{"id":"m","usage":{"input_tokens":3,"output_tokens":1}}}"#,
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"b","signature":"s"}}"#,
    r#"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
    r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"é"}}"#,
    r#"{"type":"content_block_stop","index":1}"#,
    r#"{"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":4}}"#,
    r#"{"type":"message_stop"}"#,
    r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
    r#"{"candidates":[{"content":{"parts":[{"text":"d"},{"text":"e","thought":true}]}}]}"#,
    r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"},"thoughtSignature":"s"}]}}]}"#,
    r#"{"candidates":[{"finishReason":"SAFETY"}],"usageMetadata":{"promptTokenCount":3}}"#,
    r#"{"promptFeedback":{"blockReason":"OTHER"}}"#,
    r#"[{"candidates":[{"finishReason":"STOP"}]}]"#,
    r#"{"message":{"content":"f","thinking":"g","tool_calls":[{"function":{"name":"f"}}]},"done":false}"#,
    r#"{"message":{"content":""},"done":true,"done_reason":"length","prompt_eval_count":3,"eval_count":1}"#,
    r#"{"error":"no"}"#,
    r#"{"type":"content_block_delta","delta":"\ud83d"}"#,
    r#"{"torn":"#,
    "null",
    "[]",
    "{}",
    "",
];

/// The scraps as the dialect frames them; now and then under a name, and with a line end of another system.
fn stream(dialect: Dialect, scraps: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (scrap, manner) in scraps {
        let data = SCRAPS[*scrap];
        let text = match (dialect, manner) {
            (Dialect::Ollama, _) => format!("{data}\n"),
            (_, 0) => format!("event: error\ndata: {data}\n\n"),
            (_, 1) => format!(": {data}\r\ndata:{data}\r\n\r\n"),
            (_, 2) => format!("event: ping\rdata: {data}\r\r"),
            (_, _) => format!("data: {data}\n\n"),
        };
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn read<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut decoder = dialect.decoder();
    let mut events: Vec<Event> = pieces
        .into_iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    events.extend(decoder.end());
    events.extend(decoder.push(b"data: {}\n\n"));
    events
}

fn is_end(event: &Event) -> bool {
    matches!(event, Event::Finished(_) | Event::Failed(_))
}

proptest! {
    #[test]
    fn anything_ends_once_however_it_is_cut(
        scraps in prop::collection::vec((0..SCRAPS.len(), 0..8_u8), 0..12),
        torn in any::<prop::sample::Index>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        for dialect in DIALECTS {
            let mut bytes = stream(dialect, &scraps);
            bytes.truncate(bytes.len().min(torn.index(2 * bytes.len() + 1)));
            let whole = read(dialect, [bytes.as_slice()]);
            let ends = whole.iter().filter(|event| is_end(event)).count();
            prop_assert_eq!(ends, 1, "{:?}", &whole);
            prop_assert!(whole.last().is_some_and(is_end), "{:?}", &whole);
            let begins = whole.iter().filter(|event| matches!(event, Event::Started { .. }));
            prop_assert!(begins.count() <= 1);

            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
            prop_assert_eq!(read(dialect, pieces), whole);
        }
    }

    #[test]
    fn any_plain_reply_ends_once(bytes in prop::collection::vec(any::<u8>(), 0..40), scrap in 0..SCRAPS.len()) {
        for dialect in DIALECTS {
            for body in [bytes.as_slice(), SCRAPS[scrap].as_bytes()] {
                let events = dialect.decode_reply(body);
                let ends = events.iter().filter(|event| is_end(event)).count();
                prop_assert_eq!(ends, 1, "{:?}", &events);
                prop_assert!(events.last().is_some_and(is_end));
            }
        }
    }
}
