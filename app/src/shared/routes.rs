//! The address of every page, so that no link is spelled twice.

use tollgate::types::{AccountId, ChatId, TierId};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
const JOIN: &str = "/join/";
pub const SETTINGS: &str = "/settings";
pub const USAGE: &str = "/usage";
/// Settings, which say that the password was changed.
pub const PASSWORD_CHANGED: &str = "/settings?changed=password";
pub const PEOPLE: &str = "/admin/people";
/// Before an account's id.
pub const PERSON: &str = "/admin/people/";
pub const PROVIDERS: &str = "/admin/providers";
pub const TIERS: &str = "/admin/tiers";
pub const NEW_TIER: &str = "/admin/tiers?new=1";
pub const AUDIT: &str = "/admin/audit";

/// What was used in some days, by model or by purpose.
pub fn usage(days: &str, by: &str) -> String {
    format!("{USAGE}?days={days}&by={by}")
}

/// All providers, and more of this one; a provider's name has nothing to escape.
pub fn provider(name: &str) -> String {
    format!("{PROVIDERS}?provider={name}")
}

pub fn person(id: AccountId) -> String {
    format!("{PERSON}{id}")
}

/// All tiers, and one to be changed.
pub fn tier(id: TierId) -> String {
    format!("{TIERS}?tier={id}")
}

/// A new tier that begins as another is.
pub fn clone_of_tier(id: TierId) -> String {
    format!("{NEW_TIER}&like={id}")
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
