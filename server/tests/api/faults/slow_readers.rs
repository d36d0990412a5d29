//! Readers who do not read, at every door: they hold neither a provider nor memory, and cost nobody an answer.

use super::house::House;
use crate::browser::{PATIENCE, eventually};
use crate::test_app::{CHAT, prompt, question};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tollgate::provider::Dialect;
use tollgate::types::{AnswerState, Outcome};
use tollgate_scripted_provider::{Call, Outcome as CallOutcome, Queued, Repeat, Script, Step};

/// Nothing ends an answer but whoever reads it.
const MOST_TOKENS: u32 = 4_000_000_000;
/// More than all buffers between a provider and a reader hold, and less than is read ahead at the least.
const MOST_BYTES: u64 = 32 << 20;
const FEWEST_BYTES: u64 = 256 << 10;
const PIECE: usize = 16 << 10;
/// Pieces of an answer that ends: more than is read ahead.
const PIECES: u32 = 40;

fn configuration(url: &str) -> String {
    format!(
        "[[providers]]\nname = \"big\"\ntitle = \"Lab\"\nbase_url = \"{url}/v1\"\napi_key_env = \"SCRIPTED_KEY\"\n\
         [[models]]\nname = \"big\"\nprovider = \"big\"\ncontext = {MOST_TOKENS}\n\
         price = {{ input = \"1\", output = \"2\" }}\n"
    )
}

async fn house(times: Option<u32>) -> House {
    let house = House::with(Dialect::OpenAi, configuration).await;
    let event = |choice: Value| Step::SendEvent(json!({ "choices": [choice] }));
    let words = " word".repeat(PIECE / 5);
    let steps = vec![event(json!({ "index": 0, "delta": { "content": words } }))];
    let script = Script::of([
        Step::Repeat(Repeat { times, steps }),
        event(json!({ "index": 0, "delta": {}, "finish_reason": "stop" })),
        Step::SendFrame("[DONE]".into()),
    ]);
    let script = Queued::from(script).for_model("big").for_body("stream");
    house.app.provider.script(script.always());
    house
}

/// Sends a request and does not read.
async fn silent(house: &House, method: &Method, path: &str, head: &str, body: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 << 10).unwrap();
    let host = house.app.url.trim_start_matches("http://");
    let mut stream = socket.connect(host.parse().unwrap()).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn silent_program(house: &House, stream: bool) -> TcpStream {
    let changes = json!({ "stream": stream, "max_tokens": MOST_TOKENS });
    let head = format!("authorization: Bearer {}", house.key);
    let body = question("big", changes).to_string();
    silent(house, &Method::POST, CHAT, &head, &body).await
}

/// Waits until the provider can send no more: nothing for a second, after more than a little.
async fn at_rest(house: &House) {
    let mut before = 0;
    let mut is_at_rest = || {
        let calls = house.app.provider.received();
        let sent: u64 = calls.iter().map(|call| call.bytes_sent).sum();
        assert!(sent < MOST_BYTES, "{sent}");
        let stands = sent > FEWEST_BYTES && sent == before;
        before = sent;
        stands
    };
    let wait = async {
        while !is_at_rest() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap();
}

#[tokio::test]
async fn a_program_that_does_not_read_its_stream_is_given_up_after_half_a_minute() {
    let house = house(None).await;
    let mut reader = silent_program(&house, true).await;
    at_rest(&house).await;
    assert_eq!(house.charges().await, []);
    let half_a_minute_later = || async {
        house.app.tollgate.clock.advance_seconds(31);
        house.charges().await.len() == 1
    };
    eventually(half_a_minute_later).await;
    house.all_is_settled().await;
    let charge = house.charges().await.remove(0);
    assert_eq!(charge.outcome, Outcome::Abandoned);
    assert!(charge.usage.tokens.output > 0, "{charge:?}");
    let gone = house
        .app
        .provider
        .wait_until(|calls| calls[0].outcome == CallOutcome::ClientGone);
    gone.await.unwrap();
    // Whoever reads on after all is told.
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).await.unwrap();
    let rest = String::from_utf8_lossy(&rest);
    assert!(rest.contains("This answer was given up: nobody read it."));
    assert!(!rest.contains("[DONE]"));
}

#[tokio::test]
async fn a_program_that_does_not_read_is_stopped_too_when_its_key_is_revoked() {
    let house = house(None).await;
    let _reader = silent_program(&house, true).await;
    at_rest(&house).await;
    let (store, clock) = (&house.app.tollgate.store, &house.app.tollgate.clock);
    let account = house.ada.account.id;
    let key = store.keys_of(account).await.unwrap().remove(0);
    let revoked = store.revoke_key(account, key.id, clock.now()).await;
    assert!(revoked.unwrap());
    // For as long a key is believed.
    clock.advance_seconds(1);
    let start = Instant::now();
    eventually(|| async { house.charges().await.len() == 1 }).await;
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(house.charges().await[0].outcome, Outcome::Abandoned);
    let gone = |calls: &[Call]| calls[0].outcome == CallOutcome::ClientGone;
    house.app.provider.wait_until(gone).await.unwrap();
}

#[tokio::test]
async fn a_program_that_does_not_read_its_plain_answer_holds_up_nobody() {
    let house = house(Some(PIECES)).await;
    let _reader = silent_program(&house, false).await;
    eventually(|| async { house.charges().await.len() == 1 }).await;
    assert_eq!(house.charges().await[0].outcome, Outcome::Complete);
    house.all_is_settled().await;
}

#[tokio::test]
async fn a_person_who_does_not_read_finds_the_whole_answer_later() {
    let house = house(Some(PIECES)).await;
    let mut asked = prompt("big", "Tell me everything.");
    if let Some(settings) = &mut asked.settings {
        settings.max_tokens = MOST_TOKENS;
    }
    let reply = house.ada.browser.send_prompt(&asked).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let path = format!("/api/answers/{}/events", asked.answer);
    let head = format!("cookie: {}", house.ada.browser.cookie().unwrap());
    let _reader = silent(&house, &Method::GET, &path, &head, "").await;
    eventually(|| async { house.charges().await.len() == 1 }).await;
    let whole = house.ada.browser.whole(asked.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Complete));
    assert_eq!(whole.text.len(), PIECE / 5 * 5 * PIECES as usize);
    assert_eq!(house.charges().await[0].outcome, Outcome::Complete);
}
