//! One thing a person can do, each.

pub mod change_password;
pub mod chat_settings;
pub mod choose_llm;
#[cfg(feature = "ssr")]
mod create_tier;
pub mod delete_chat;
#[cfg(feature = "ssr")]
mod invite_person;
#[cfg(feature = "ssr")]
mod probe_provider;
pub mod redeem_link;
pub mod regenerate_answer;
pub mod rename_chat;
#[cfg(feature = "ssr")]
mod reset_target;
pub mod search_chats;
pub mod send_prompt;
#[cfg(feature = "ssr")]
mod set_account_status;
#[cfg(feature = "ssr")]
mod set_own_limits;
#[cfg(feature = "ssr")]
mod set_person_tier;
#[cfg(feature = "ssr")]
mod set_tier;
pub mod sign_in;
pub mod sign_out;
pub mod stop_answer;
#[cfg(feature = "ssr")]
mod top_up;
