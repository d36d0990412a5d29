//! Sign-in in two steps: off, begun, on.

use super::super::model::moment::moment;
use super::shown::ShownOnce;
use super::switch_on::SwitchOn;
use crate::features::second_factor::{BeginSecondFactor, RemoveSecondFactor, RenewRecoveryCodes};
use crate::shared::server::{LastForm, Sent};
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::accounts::SecondStep;
use tollgate::ledger::Zone;
use tollgate::types::Timestamp;

#[component]
pub fn TwoFactor(step: SecondStep, now: Timestamp, zone: Zone, last: LastForm) -> impl IntoView {
    let on = matches!(step, SecondStep::On { .. });
    let (tone, word) = if on { ("ok", "on") } else { ("", "off") };
    let body = match step {
        SecondStep::Off => view! { <Off sent=last.of("begin_second_factor")/> }.into_any(),
        SecondStep::Begun(setup) => {
            view! { <SwitchOn setup sent=last.of("confirm_second_factor")/> }.into_any()
        }
        SecondStep::On {
            since,
            recovery_codes,
        } => {
            let since = moment(since, now, &zone);
            let left = match recovery_codes {
                1 => "1 recovery code is left.".to_owned(),
                left => format!("{left} recovery codes are left."),
            };
            let said = format!("On since {since}. {left}");
            view! { <On said last/> }.into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="second-title">
            <header class="card-head">
                <h2 id="second-title">"Two-factor sign-in"</h2>
                <Badge tone text=word/>
            </header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}

#[component]
fn Off(sent: Sent) -> impl IntoView {
    view! {
        <FormBanner text=sent.elsewhere(&[])/>
        <p class="settings-quiet">
            "After the password, sign-in asks for a code that an authenticator app on your phone makes. Keys of programs are not asked."
        </p>
        <form method="post" action=BeginSecondFactor::PATH>
            <div><button class="btn">"Set up"</button></div>
        </form>
    }
    .into_any()
}

#[component]
fn On(said: String, last: LastForm) -> impl IntoView {
    let codes = last.shown().to_vec();
    let is_new = !codes.is_empty();
    view! {
        {is_new.then(|| view! {
            <ShownOnce
                title="Recovery codes"
                about="Each signs you in once if your phone is gone. They are shown only now: keep them where your phone is not."
                values=codes
            />
        })}
        <p class="settings-quiet">{said}</p>
        <Refused sent=last.of("renew_recovery_codes") field="proof"/>
        <Refused sent=last.of("remove_second_factor") field="code"/>
        <div class="second-factor-buttons">
            <button type="button" class="btn" command="show-modal" commandfor="second-codes">
                "New recovery codes…"
            </button>
            <button type="button" class="btn danger" command="show-modal" commandfor="second-off">
                "Switch off…"
            </button>
        </div>
        <Dialog id="second-codes" title="Make new recovery codes">
            <form method="post" action=RenewRecoveryCodes::PATH>
                <div class="dialog-body">
                    <p>"Ten new codes are shown once. Those that you have are void."</p>
                    <Field label="Password, or a code" name="proof" kind="password" autocomplete="off"/>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor="second-codes">"Keep the old ones"</button>
                    <button class="btn primary">"Make new codes"</button>
                </footer>
            </form>
        </Dialog>
        <Dialog id="second-off" title="Switch two-factor sign-in off">
            <form method="post" action=RemoveSecondFactor::PATH>
                <div class="dialog-body">
                    <p>"The password alone signs you in then. Your recovery codes are void."</p>
                    <Field label="Password, or a code" name="code" kind="password" autocomplete="off"/>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor="second-off">"Keep it on"</button>
                    <button class="btn danger filled">"Switch off"</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}

/// A dialog is closed when the page comes back, so it is said before it.
#[component]
fn Refused(sent: Sent, field: &'static str) -> impl IntoView {
    let refused = sent.was_refused();
    let said = refused.then(|| view! { <FormBanner text=sent.error(field)/> });
    view! {
        {said}
        <FormBanner text=sent.elsewhere(&[field])/>
    }
    .into_any()
}
