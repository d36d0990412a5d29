//! What an authenticator scans, and the first code that it shows.

use crate::features::second_factor::{ConfirmSecondFactor, RemoveSecondFactor};
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::FieldNote;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::accounts::{Qr, Setup};

/// Light modules around the dark ones, without which a camera does not find them.
const MARGIN: usize = 4;

#[component]
pub fn SwitchOn(setup: Setup, sent: Sent) -> impl IntoView {
    let bare: String = setup.secret.split_whitespace().collect();
    let error = sent.error("code");
    view! {
        <FormBanner text=sent.elsewhere(&["code"])/>
        <div class="second-factor">
            <QrSquare qr=setup.qr/>
            <div class="second-factor-steps">
                <h3>"1. Scan with your authenticator app"</h3>
                <p class="settings-quiet">
                    "Or type the key: " <code>{setup.secret}</code> " "
                    <button type="button" class="btn small" data-copy=bare>
                        <Icon name="copy"/><span aria-live="polite">"Copy"</span>
                    </button>
                </p>
                <form id="second-on" method="post" action=ConfirmSecondFactor::PATH>
                    <label for="field-code">"2. Enter the six digits it shows"</label>
                    <div class="second-factor-code">
                        <input
                            id="field-code"
                            class="input code-input"
                            name="code"
                            inputmode="numeric"
                            autocomplete="one-time-code"
                            maxlength="10"
                            required
                            aria-invalid=error.get_untracked().map(|_| "true")
                            aria-describedby="field-code-note"
                        />
                        <button class="btn primary large">"Switch on"</button>
                    </div>
                    <FieldNote
                        id="field-code-note".into()
                        hint=Some("You then get ten recovery codes, shown once. Keep them where your phone is not.".into())
                        error
                    />
                </form>
                <form method="post" action=RemoveSecondFactor::PATH>
                    <div><button class="btn small quiet">"Not now"</button></div>
                </form>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn QrSquare(qr: Qr) -> impl IntoView {
    let size = qr.width + 2 * MARGIN;
    let view_box = format!("-{MARGIN} -{MARGIN} {size} {size}");
    view! {
        <svg class="qr" viewBox=view_box width="168" height="168" role="img" aria-label="QR code with the key">
            <path d=qr.path></path>
        </svg>
    }
}
