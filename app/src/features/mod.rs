//! One thing a person can do, each.

pub mod change_password;
pub mod chat_settings;
pub mod choose_llm;
pub mod delete_chat;
pub mod invite_person;
#[cfg(feature = "ssr")]
pub mod manage_keys;
#[cfg(feature = "ssr")]
mod read_alerts;
pub mod redeem_link;
pub mod regenerate_answer;
pub mod rename_chat;
pub mod search_chats;
pub mod send_prompt;
pub mod set_account_status;
pub mod sign_in;
pub mod sign_out;
pub mod stop_answer;
