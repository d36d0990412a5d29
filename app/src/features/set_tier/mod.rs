//! Change what the people of a tier may use.

mod api {
    mod set_tier;
}
