//! Make somebody an admin, or a person again.

mod api {
    mod set_role;
}
