//! Mark alerts as read: one, or all that the page shows.

mod api {
    mod read_alert;
    mod read_alerts;
}
