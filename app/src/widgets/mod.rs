//! Blocks that join several features and stand on several pages.

pub mod account_frame;
#[cfg(feature = "ssr")]
pub mod frame;
pub mod sidebar;
