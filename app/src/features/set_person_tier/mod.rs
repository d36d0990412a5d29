//! Put somebody on another tier.

mod api {
    mod set_person_tier;
}
