//! One thing a person can do, each.

#[cfg(feature = "ssr")]
pub mod change_password;
pub mod chat_settings;
pub mod choose_llm;
#[cfg(feature = "ssr")]
mod create_tier;
#[cfg(feature = "ssr")]
pub mod delete_account;
pub mod delete_chat;
#[cfg(feature = "ssr")]
pub mod end_session;
#[cfg(feature = "ssr")]
pub mod enter_code;
#[cfg(feature = "ssr")]
mod invite_person;
#[cfg(feature = "ssr")]
pub mod manage_keys;
#[cfg(feature = "ssr")]
pub mod manage_models;
#[cfg(feature = "ssr")]
mod probe_provider;
#[cfg(feature = "ssr")]
mod read_alerts;
pub mod redeem_link;
pub mod regenerate_answer;
pub mod rename_chat;
#[cfg(feature = "ssr")]
mod reset_section;
#[cfg(feature = "ssr")]
mod reset_target;
#[cfg(feature = "ssr")]
pub mod save_profile;
pub mod search_chats;
#[cfg(feature = "ssr")]
pub mod second_factor;
pub mod send_prompt;
#[cfg(feature = "ssr")]
mod set_account_status;
#[cfg(feature = "ssr")]
pub mod set_alerts;
#[cfg(feature = "ssr")]
mod set_base_limit;
#[cfg(feature = "ssr")]
mod set_cache;
#[cfg(feature = "ssr")]
pub mod set_daily_cap;
#[cfg(feature = "ssr")]
mod set_moderation;
#[cfg(feature = "ssr")]
mod set_own_limits;
#[cfg(feature = "ssr")]
mod set_person_tier;
#[cfg(feature = "ssr")]
mod set_redaction;
mod set_role;
#[cfg(feature = "ssr")]
mod set_sign_up;
#[cfg(feature = "ssr")]
mod set_tier;
pub mod sign_in;
pub mod sign_out;
pub mod stop_answer;
#[cfg(feature = "ssr")]
mod top_up;
#[cfg(feature = "ssr")]
pub mod try_model;
