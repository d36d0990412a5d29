//! The address of every page, so that no link is spelled twice.

use tollgate::types::{AlertId, ChatId, KeyId};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
const JOIN: &str = "/join/";
pub const SETTINGS: &str = "/settings";
pub const USAGE: &str = "/usage";
pub const KEYS: &str = "/keys";
/// Before a key's id.
pub const KEY: &str = "/keys/";
pub const ALERTS: &str = "/alerts";
/// Settings, which say that the password was changed.
pub const PASSWORD_CHANGED: &str = "/settings?changed=password";
pub const PEOPLE: &str = "/admin/people";

/// What was used in some days, by model or by purpose.
pub fn usage(days: &str, by: &str) -> String {
    format!("{USAGE}?days={days}&by={by}")
}

/// What one key opens.
pub fn key(id: KeyId) -> String {
    format!("{KEY}{id}")
}

/// The alerts after the last one of a page.
pub fn alerts_before(last: AlertId) -> String {
    format!("{ALERTS}?before={last}")
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
