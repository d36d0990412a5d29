//! Change how much may be tried from one address.

mod api {
    mod set_base_limit;
}
