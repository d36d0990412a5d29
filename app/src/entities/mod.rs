//! The nouns that several pages draw: how they are read from the server and how they look.

pub mod account;
pub mod chat;
#[cfg(feature = "ssr")]
pub mod limits;
pub mod llm;
#[cfg(feature = "ssr")]
pub mod llm_list;
pub mod message;
#[cfg(feature = "ssr")]
pub mod model_section;
#[cfg(feature = "ssr")]
pub mod section;
#[cfg(feature = "ssr")]
pub mod target;
#[cfg(feature = "ssr")]
pub mod version;
