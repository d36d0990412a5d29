//! Say how much a day may cost at most.

mod api {
    pub(super) mod set_daily_cap;
}
pub use api::set_daily_cap::SetDailyCap;
