//! Allow somebody more or less than their tier does.

mod api {
    mod set_own_limits;
}
