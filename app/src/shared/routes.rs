//! The address of every page, so that no link is spelled twice.

use tollgate::types::ChatId;

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
/// The second step of signing in.
pub const ENTER_CODE: &str = "/sign-in/code";
const JOIN: &str = "/join/";
pub const SETTINGS: &str = "/settings";
pub const USAGE: &str = "/usage";
pub const SECURITY: &str = "/settings/security";
pub const BUDGET: &str = "/settings/budget";
pub const ALERTS: &str = "/settings/alerts";
pub const DATA: &str = "/settings/data";
/// A download, no page.
pub const EXPORT: &str = "/api/export";
pub const PEOPLE: &str = "/admin/people";
pub const PROVIDERS: &str = "/admin/providers";

/// What was used in some days, by model or by purpose.
pub fn usage(days: &str, by: &str) -> String {
    format!("{USAGE}?days={days}&by={by}")
}

/// All providers, and more of this one; a provider's name has nothing to escape.
pub fn provider(name: &str) -> String {
    format!("{PROVIDERS}?provider={name}")
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
