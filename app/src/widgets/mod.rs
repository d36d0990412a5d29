//! Blocks that join several features and stand on several pages.

pub mod account_frame;
pub mod sidebar;
