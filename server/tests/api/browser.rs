//! A browser as far as the server can tell: it keeps its cookie and says from where it asks.

use crate::test_app::prompt;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use std::sync::Mutex;
use std::time::Duration;
use tollgate::types::{AnswerEvent, AnswerId, AnswerState, Prompt, Receipt};

/// Long enough for the slowest machine: it is reached only when a test fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Browser {
    client: Client,
    url: String,
    cookie: Mutex<Option<String>>,
}

/// An answer of the server, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn code(&self) -> String {
        let code = self.json()["code"].as_str().map(str::to_owned);
        code.unwrap_or_else(|| panic!("no code: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// All that a caller can tell it apart by, without what is new in each reply.
    pub fn looks(&self) -> (u16, Vec<(String, Vec<u8>)>, &str) {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect();
        headers.sort();
        (self.status, headers, &self.body)
    }
}

impl Browser {
    pub fn new(url: &str) -> Self {
        // Another browser or the server has done it, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self::that_shows(url, HeaderMap::new())
    }

    /// One that shows a key in place of a cookie.
    pub fn with_key(url: &str, key: &str) -> Self {
        let shown = format!("Bearer {key}").parse().unwrap();
        Self::that_shows(url, HeaderMap::from_iter([(AUTHORIZATION, shown)]))
    }

    fn that_shows(url: &str, headers: HeaderMap) -> Self {
        let client = Client::builder().redirect(Policy::none());
        Self {
            client: client.default_headers(headers).build().unwrap(),
            url: url.into(),
            cookie: Mutex::new(None),
        }
    }

    /// Another one with the same cookie, as one that was copied.
    pub fn copy(&self) -> Self {
        self.at(&self.url)
    }

    /// The same at another address.
    pub fn at(&self, url: &str) -> Self {
        let copy = Self::new(url);
        *copy.cookie.lock().unwrap() = self.cookie();
        copy
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match self.cookie() {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub async fn reply(&self, request: RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        self.keep_cookie(&response);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        Reply {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn keep_cookie(&self, response: &Response) {
        for line in response.headers().get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let pair = line.split(';').next().unwrap().to_owned();
            let removed = line.contains("Max-Age=0");
            *self.cookie.lock().unwrap() = (!removed).then_some(pair);
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.reply(self.request(Method::GET, path)).await
    }

    /// A page, as an address that was typed.
    pub async fn page(&self, path: &str) -> Reply {
        let request = self
            .request(Method::GET, path)
            .header("accept", "text/html");
        self.reply(request.header("sec-fetch-site", "none")).await
    }

    fn function(&self, name: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("/api/fn/{name}"))
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
    }

    /// A server function that takes a form.
    pub async fn call(&self, name: &str, fields: &[(&str, &str)]) -> Reply {
        self.reply(self.function(name).form(fields)).await
    }

    /// A server function that takes JSON.
    pub async fn send(&self, name: &str, arguments: &Value) -> Reply {
        self.reply(self.function(name).json(arguments)).await
    }

    /// A form that is sent without a script.
    pub async fn submit(&self, name: &str, fields: &[(&str, &str)], on: &str) -> Reply {
        let request = self
            .request(Method::POST, &format!("/api/fn/{name}"))
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("referer", format!("{}{on}", self.url));
        self.reply(request.form(fields)).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.call("sign_in", &[("email", email), ("password", password)])
            .await
    }

    pub async fn is_signed_in(&self) -> bool {
        let reply = self.call("current_account", &[]).await;
        assert!([200, 401, 403].contains(&reply.status), "{reply:?}");
        reply.status == 200
    }

    /// Sends a question that begins a chat.
    pub async fn ask(&self, model: &str, text: &str) -> Prompt {
        let prompt = prompt(model, text);
        let reply = self.send_prompt(&prompt).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        prompt
    }

    pub async fn send_prompt(&self, prompt: &Prompt) -> Reply {
        self.send("send_prompt", &serde_json::json!({ "prompt": prompt }))
            .await
    }

    /// Begins to read an answer.
    pub async fn read(&self, answer: AnswerId, query: &str) -> Events {
        let path = format!("/api/answers/{answer}/events{query}");
        Events::of(self.request(Method::GET, &path)).await
    }

    /// Reads an answer to its end.
    pub async fn whole(&self, answer: AnswerId) -> Whole {
        self.read(answer, "").await.rest().await
    }
}

/// Server-sent events as they come.
pub struct Events {
    response: Response,
    buffer: String,
}

#[derive(Debug)]
pub struct Read {
    /// The answer's length after it.
    pub id: String,
    pub event: AnswerEvent,
}

/// An answer as a reader sees it who stays to the end.
#[derive(Debug, Default, PartialEq)]
pub struct Whole {
    pub text: String,
    pub state: Option<AnswerState>,
    pub error: Option<String>,
    pub receipt: Option<Receipt>,
    pub closed: bool,
}

impl Events {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self {
            response,
            buffer: String::new(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The next event; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Read> {
        let next = async {
            loop {
                if let Some((block, rest)) = self.buffer.split_once("\n\n") {
                    let read = parse(block);
                    self.buffer = rest.to_owned();
                    if read.is_some() {
                        return read;
                    }
                    continue;
                }
                // A connection that is cut off is an end too.
                let chunk = self.response.chunk().await.ok().flatten()?;
                self.buffer += std::str::from_utf8(&chunk).unwrap();
            }
        };
        let next = tokio::time::timeout(PATIENCE, next).await;
        next.expect("the stream neither ended nor went on")
    }

    /// Everything that follows.
    pub async fn rest(self) -> Whole {
        let rest = tokio::time::timeout(PATIENCE, self.read_on());
        rest.await.expect("the stream did not end")
    }

    async fn read_on(mut self) -> Whole {
        let mut whole = Whole::default();
        while let Some(read) = self.next().await {
            match read.event {
                AnswerEvent::Delta { text, .. } => whole.text += &text,
                AnswerEvent::Ended {
                    state,
                    error,
                    receipt,
                } => {
                    (whole.state, whole.error) = (Some(state), error);
                    whole.receipt = receipt;
                }
                AnswerEvent::Titled { .. } => {}
                AnswerEvent::Closed => whole.closed = true,
            }
        }
        whole
    }

    /// Reads until there is some text.
    pub async fn text(&mut self) -> Read {
        loop {
            let read = self.next().await.expect("the stream ended without a word");
            if matches!(&read.event, AnswerEvent::Delta { text, .. } if !text.is_empty()) {
                return read;
            }
        }
    }
}

fn parse(block: &str) -> Option<Read> {
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_start().to_owned())
    };
    Some(Read {
        id: field("id:")?,
        event: serde_json::from_str(&field("data:")?).unwrap(),
    })
}

/// Of a one-time link in a page.
pub fn secret_in(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("/join/")?;
    rest.split('"').next()
}

/// Asks until it is so.
pub async fn eventually<F: Future<Output = bool>>(mut is_so: impl FnMut() -> F) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait)
        .await
        .expect("waited in vain");
}
