//! Replayed files arrive as they are.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tollgate_scripted_provider::{Delivery, Script, ScriptedProvider};

use crate::support::{Bench, question};

const STREAM: &[u8] = b"data: {\"a\":\"\xf0\x9f\x8c\x8d\"}\r\n\r\n: comment\n\ndata: [DONE]\n\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    fs::write(folder.path().join("own/stream.sse"), STREAM).unwrap();
    fs::write(folder.path().join("own/refusal.json"), b"{ \"no\": 1 }\n").unwrap();
    let manifest = r#"{"file":"own/stream.sse","provider":"own","api":"chat","format":"sse","status":200,"headers":{"x-request-id":"r1"},"shows":"framing"}
{"file":"own/refusal.json","provider":"own","api":"chat","format":"json","status":429,"headers":{"retry-after":"3"},"shows":"a refusal"}
"#;
    fs::write(folder.path().join("manifest.jsonl"), manifest).unwrap();
    folder
}

async fn bench(folder: &Path) -> Bench {
    Bench::with(
        ScriptedProvider::builder()
            .fixtures(folder)
            .start()
            .await
            .unwrap(),
    )
}

#[tokio::test]
async fn a_fixture_is_named_by_the_model_in_every_dialect() {
    let folder = folder();
    let bench = bench(folder.path()).await;
    let paths = [
        "/v1/chat/completions",
        "/v1/messages",
        "/v1beta/models/fixture:own%2Fstream.sse:streamGenerateContent",
    ];
    for path in paths {
        let response = bench
            .post(path, &question("fixture:own/stream.sse", true))
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-request-id"], "r1");
        assert_eq!(response.bytes().await.unwrap(), STREAM, "{path}");
    }
}

#[tokio::test]
async fn a_fixture_keeps_its_status_and_headers() {
    let folder = folder();
    let bench = bench(folder.path()).await;
    bench.provider.script(Script::fixture("own/refusal.json"));
    let response = bench.chat("some-model").send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "3");
    assert_eq!(response.text().await.unwrap(), "{ \"no\": 1 }\n");
}

#[tokio::test]
async fn a_fixture_is_the_same_however_it_is_cut() {
    let folder = folder();
    let bench = bench(folder.path()).await;
    for at in 0..=STREAM.len() as u64 {
        let delivery = Delivery {
            cut_at: vec![at],
            ..Delivery::default()
        };
        bench
            .provider
            .script(Script::fixture("own/stream.sse").delivered(delivery));
        let body = bench
            .chat("some-model")
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        assert_eq!(body, STREAM, "cut at {at}");
    }
}

#[tokio::test]
async fn an_unknown_fixture_is_the_mistake_of_the_test() {
    let bench = Bench::new().await;
    let response = bench.chat("fixture:none.sse").send().await.unwrap();
    assert_eq!(response.status(), 501);
    assert!(response.text().await.unwrap().contains("none.sse"));
}

/// The recorded traffic is not part of the repository; where it is at hand every file of it is replayed.
#[expect(
    clippy::disallowed_methods,
    reason = "where the recordings lie is told to tests only"
)]
#[tokio::test]
async fn every_recording_arrives_byte_for_byte() {
    let Some(folder) = std::env::var_os("TOLLGATE_RECORDINGS") else {
        return;
    };
    let folder = Path::new(&folder);
    let bench = bench(folder).await;
    for line in fs::read_to_string(folder.join("manifest.jsonl"))
        .unwrap()
        .lines()
    {
        let line: Value = serde_json::from_str(line).unwrap();
        let file = line["file"].as_str().unwrap();
        let response = bench.chat(&format!("fixture:{file}")).send().await.unwrap();
        assert_eq!(response.status().as_u16(), line["status"], "{file}");
        if line["format"] != "chunks.jsonl" {
            assert_eq!(
                response.bytes().await.unwrap(),
                fs::read(folder.join(file)).unwrap(),
                "{file}"
            );
        }
    }
}
