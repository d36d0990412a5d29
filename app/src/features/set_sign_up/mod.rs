//! Change who may make an account.

mod api {
    mod set_sign_up;
}
