//! The address of every page, so that no link is spelled twice.

use std::fmt::{Display, Write as _};
use tollgate::types::{AccountId, AlertId, CallId, ChatId, KeyId, LlmName, TierId};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
/// Where everybody makes an account, if everybody may.
pub const SIGN_UP: &str = "/sign-up";
/// The second step of signing in.
pub const ENTER_CODE: &str = "/sign-in/code";
const JOIN: &str = "/join/";
pub const SETTINGS: &str = "/settings";
pub const USAGE: &str = "/usage";
pub const CALLS: &str = "/usage/calls/";
pub const CALL: &str = "/usage/calls/{call}";
/// The calls to take away.
/// Calls of everybody in the month under way.
pub const HOUSE_CSV: &str = "/api/admin/calls.csv";
pub const USAGE_CSV: &str = "/api/usage.csv";
pub const USAGE_JSON: &str = "/api/usage.json";
pub const KEYS: &str = "/keys";
/// Before a key's id.
pub const KEY: &str = "/keys/";
pub const ALERTS: &str = "/alerts";
pub const OVERVIEW: &str = "/admin";
pub const PEOPLE: &str = "/admin/people";
/// Before an account's id.
pub const PERSON: &str = "/admin/people/";
pub const SECURITY: &str = "/settings/security";
pub const BUDGET: &str = "/settings/budget";
pub const ALERT_CHANNELS: &str = "/settings/alerts";
pub const DATA: &str = "/settings/data";
/// A download, no page.
pub const EXPORT: &str = "/api/export";
pub const PROVIDERS: &str = "/admin/providers";
pub const TIERS: &str = "/admin/tiers";
pub const NEW_TIER: &str = "/admin/tiers?new=1";
/// Only in builds for development.
pub const DESIGN: &str = "/design";
pub const MODELS: &str = "/admin/models";
/// Before a model's name.
pub const MODEL: &str = "/admin/models/";
pub const NEW_MODEL: &str = "/admin/models?new=1";
pub const AUDIT: &str = "/admin/audit";
pub const POLICIES: &str = "/admin/policies";
/// A rule for questions, and a pattern for answers, to be written.
pub const NEW_RULE: &str = "/admin/policies?rule=new#rules";
pub const NEW_PATTERN: &str = "/admin/policies?pattern=new#patterns";
pub const CACHE_POLICY: &str = "/admin/policies/cache";
pub const SIGN_UP_POLICY: &str = "/admin/policies/sign-up";
pub const BASE_LIMIT_POLICY: &str = "/admin/policies/base-limits";
pub const MODERATION_LOG: &str = "/admin/moderation";

/// What was used in some days, by model or by purpose.
pub fn usage(days: &str, by: &str) -> String {
    format!("{USAGE}?days={days}&by={by}")
}

/// A call with its receipt.
pub fn call(id: CallId) -> String {
    format!("{CALLS}{id}")
}

/// All providers, and more of this one; a provider's name has nothing to escape.
/// The overview, with its bars over a `day` or a `week`.
pub fn overview(span: &str) -> String {
    format!("{OVERVIEW}?span={span}")
}

pub fn provider(name: &str) -> String {
    format!("{PROVIDERS}?provider={name}")
}

/// What was changed of one thing, by its id.
pub fn changes_of(id: impl Display) -> String {
    format!("{AUDIT}?of={id}")
}

pub fn person(id: AccountId) -> String {
    format!("{PERSON}{id}")
}

/// What one key opens.
pub fn key(id: KeyId) -> String {
    format!("{KEY}{id}")
}

/// The alerts after the last one of a page.
pub fn alerts_before(last: AlertId) -> String {
    format!("{ALERTS}?before={last}")
}

/// All tiers, and one to be changed.
pub fn tier(id: TierId) -> String {
    format!("{TIERS}?tier={id}")
}

/// What may be asked, for the people of one tier.
pub fn policies_of(tier: TierId) -> String {
    format!("{POLICIES}?tier={tier}")
}

/// A rule of one's own to be changed, by its place in the list.
pub fn rule(number: usize) -> String {
    format!("{POLICIES}?rule={number}#rules")
}

/// A pattern of one's own to be changed.
pub fn pattern(number: usize) -> String {
    format!("{POLICIES}?pattern={number}#patterns")
}

/// The decisions that a category led to.
pub fn moderation_of(category: &str, verdict: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("category", category)
        .append_pair("verdict", verdict)
        .finish();
    format!("{MODERATION_LOG}?{query}")
}

/// A new tier that begins as another is.
pub fn clone_of_tier(id: TierId) -> String {
    format!("{NEW_TIER}&like={id}")
}

/// What is offered under a name, which may hold slashes.
pub fn model(name: &LlmName) -> String {
    let mut path = MODEL.to_owned();
    for byte in name.0.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => path.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' => path.push(char::from(byte)),
            // Nothing fails to be written into a text.
            _ => drop(write!(path, "%{byte:02X}")),
        }
    }
    path
}

pub fn chat(id: ChatId) -> String {
    format!("/c/{id}")
}

/// Where a one-time link leads: set-up or invitation.
pub fn join(secret: &str) -> String {
    format!("{JOIN}{secret}")
}

/// The pages in front of the house, each a form and little else.
pub fn is_door(path: &str) -> bool {
    path == SIGN_IN || path.starts_with(JOIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_model_holds_whatever_its_name_does() {
        let path = |name: &str| model(&LlmName(name.into()));
        assert_eq!(path("meta/llama-3.1:8b"), "/admin/models/meta/llama-3.1:8b");
        assert_eq!(path("a b?"), "/admin/models/a%20b%3F");
    }
}
