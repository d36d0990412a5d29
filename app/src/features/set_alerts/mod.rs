//! By which ways one is told about budgets.

mod api {
    pub(super) mod remove_webhook;
    pub(super) mod set_alert_emails;
    pub(super) mod set_webhook;
    pub(super) mod test_alerts;
}
pub use api::remove_webhook::RemoveWebhook;
pub use api::set_alert_emails::SetAlertEmails;
pub use api::set_webhook::SetWebhook;
pub use api::test_alerts::TestAlerts;
