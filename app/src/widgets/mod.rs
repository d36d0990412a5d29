//! Blocks that join several features and stand on several pages.

#[cfg(feature = "ssr")]
pub mod change;
#[cfg(feature = "ssr")]
pub mod frame;
pub mod sidebar;
