//! Where an answer comes from, as its headers tell programs.

use crate::rate_limit::RateLimit;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use tollgate::gateway::Answer;
use tollgate::store::Pace;
use tollgate::types::{Receipt, Timestamp};

const PROVIDER: HeaderName = HeaderName::from_static("x-tollgate-provider");
const CACHE: HeaderName = HeaderName::from_static("x-tollgate-cache");
const ATTEMPTS: HeaderName = HeaderName::from_static("x-tollgate-attempts");
const MAX_TOKENS: HeaderName = HeaderName::from_static("x-tollgate-max-tokens");

/// What was found without asking: all of it, some or nothing.
#[derive(Clone, Copy)]
pub(crate) enum Known {
    All,
    Some,
    Nothing,
    /// It was not looked for.
    NotAsked,
}

/// For an answer that is on its way: who gives it, how many were asked until it began, and whether it was kept.
pub(crate) struct Origin {
    provider: String,
    attempts: usize,
    cache: &'static str,
    pace: Option<RateLimit>,
    /// How long the answer may be, where the program left that to us.
    max_tokens: Option<u32>,
}

impl Origin {
    pub(crate) fn of(answer: &Answer, now: Timestamp) -> Self {
        Self {
            pace: answer.pace().map(|pace| RateLimit::of(pace, now)),
            max_tokens: None,
            provider: answer.provider().to_owned(),
            attempts: answer.attempts(),
            cache: answer.cache().as_str(),
        }
    }

    pub(crate) fn with_max_tokens(self, max_tokens: Option<u32>) -> Self {
        Self { max_tokens, ..self }
    }

    pub(crate) fn tell(self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Some(pace) = self.pace {
            pace.tell(headers);
        }
        if let Some(tokens) = self.max_tokens {
            headers.insert(MAX_TOKENS, HeaderValue::from(tokens));
        }
        if let Ok(provider) = HeaderValue::from_str(&self.provider) {
            headers.insert(PROVIDER, provider);
        }
        headers.insert(ATTEMPTS, HeaderValue::from(self.attempts));
        headers.insert(CACHE, HeaderValue::from_static(self.cache));
    }
}

/// For what took any number of calls: who was asked, how often, and whether what is kept made it needless.
pub(crate) fn tell(response: &mut Response, receipts: &[Receipt], known: Option<Known>) {
    let mut providers: Vec<&str> = receipts.iter().map(|one| one.provider.as_str()).collect();
    providers.sort_unstable();
    providers.dedup();
    let headers = response.headers_mut();
    // None where nobody was asked.
    if !providers.is_empty()
        && let Ok(providers) = HeaderValue::from_str(&providers.join(", "))
    {
        headers.insert(PROVIDER, providers);
    }
    let attempts: usize = receipts.iter().map(Receipt::tries).sum();
    headers.insert(ATTEMPTS, HeaderValue::from(attempts));
    if let Some(known) = known {
        let word = match known {
            Known::All => "hit",
            Known::Some => "partial",
            Known::Nothing => "miss",
            Known::NotAsked => "bypass",
        };
        headers.insert(CACHE, HeaderValue::from_static(word));
    }
}

/// How often the account may ask again, if that is limited.
pub(crate) fn pace(response: &mut Response, pace: Option<Pace>, now: Timestamp) {
    if let Some(pace) = pace {
        RateLimit::of(pace, now).tell(response.headers_mut());
    }
}
