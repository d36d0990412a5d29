//! Give somebody more to spend today and this month.

mod api {
    mod top_up;
}
