//! Make a tier.

mod api {
    mod create_tier;
}
