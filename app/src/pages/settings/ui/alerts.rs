//! By which ways one is told about budgets.

use super::shown::ShownOnce;
use crate::features::set_alerts::{RemoveWebhook, SetAlertEmails, SetWebhook, TestAlerts};
use crate::shared::server::LastForm;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::types::{AlertSettings, Email, WebhookInfo};

#[component]
pub fn AlertChannels(
    settings: AlertSettings,
    email: Email,
    can_mail: bool,
    last: LastForm,
) -> impl IntoView {
    let (secrets, came): (Vec<_>, Vec<_>) = last
        .shown()
        .iter()
        .cloned()
        .partition(|shown| shown.starts_with("whsec_"));
    view! {
        <p class="settings-quiet">
            "At 80 % of a budget you are told once, and once more when it is used up: on your pages, and by the ways that you choose here."
        </p>
        <Emails wanted=settings.email email can_mail/>
        <Endpoint webhook=settings.webhook secrets last=last.clone()/>
        <Test came last/>
    }
    .into_any()
}

#[component]
fn Emails(wanted: bool, email: Email, can_mail: bool) -> impl IntoView {
    let note = match can_mail {
        true => format!("Sent to {email}."),
        false => {
            format!("Would be sent to {email}, but this server has no mail server (SMTP_URL).")
        }
    };
    view! {
        <section class="card" aria-labelledby="mail-title">
            <header class="card-head"><h2 id="mail-title">"E-mail"</h2></header>
            <form method="post" action=SetAlertEmails::PATH class="card-body">
                <label class="settings-check">
                    <input type="checkbox" name="wanted" checked=wanted/>
                    "Tell me by e-mail"
                </label>
                <p class="settings-quiet">{note}</p>
                <div><button class="btn">"Save"</button></div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Endpoint(webhook: Option<WebhookInfo>, secrets: Vec<String>, last: LastForm) -> impl IntoView {
    let sent = last.of("set_webhook");
    let state = match &webhook {
        None => ("", "none"),
        Some(webhook) if webhook.off_since.is_some() => ("warn", "off, it said that it is gone"),
        Some(_) => ("ok", "on"),
    };
    let is_set = webhook.is_some();
    let url = webhook.map(|webhook| webhook.url).unwrap_or_default();
    let save = if is_set {
        "Save with a new secret"
    } else {
        "Save"
    };
    view! {
        <section class="card" aria-labelledby="webhook-title">
            <header class="card-head">
                <h2 id="webhook-title">"Webhook"</h2>
                <Badge tone=state.0 text=state.1/>
            </header>
            <div class="card-body">
                {(!secrets.is_empty()).then(|| view! {
                    <ShownOnce
                        title="Signing secret"
                        about="With it the receiver checks that a message comes from here. It is shown only now; saving again makes a new one."
                        values=secrets
                    />
                })}
                <form method="post" action=SetWebhook::PATH>
                    <FormBanner text=sent.elsewhere(&["url"])/>
                    <div class="field-row">
                        <Field label="Address" name="url" kind="url" value=sent.value("url", url) hint="Public and https. Alerts are posted there, signed as Standard Webhooks says." error=sent.error("url")/>
                        <button class="btn">{save}</button>
                    </div>
                </form>
                {is_set.then(|| view! {
                    <form method="post" action=RemoveWebhook::PATH>
                        <div><button class="btn small danger">"Remove"</button></div>
                    </form>
                })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Test(came: Vec<String>, last: LastForm) -> impl IntoView {
    let sent = last.of("test_alerts");
    let came: Vec<_> = came
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let is_new = !came.is_empty();
    view! {
        <section class="card" aria-labelledby="test-title">
            <header class="card-head"><h2 id="test-title">"Try it"</h2></header>
            <form method="post" action=TestAlerts::PATH class="card-body">
                <FormBanner text=sent.elsewhere(&[])/>
                <p class="settings-quiet">"Sends a test by every way that is on, and shows what came back."</p>
                {is_new.then(|| view! { <ul class="settings-came" aria-label="What came back">{came}</ul> })}
                <div><button class="btn">"Send a test"</button></div>
            </form>
        </section>
    }
    .into_any()
}
