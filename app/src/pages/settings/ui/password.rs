//! A new password, which ends all other sessions.

use crate::features::change_password::ChangePassword;
use crate::shared::server::LastForm;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::{Field, PASSWORD_RULE};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

#[component]
pub fn Password(last: LastForm) -> impl IntoView {
    let sent = last.of("change_password");
    view! {
        <section class="card" aria-labelledby="password-title">
            <header class="card-head"><h2 id="password-title">"Password"</h2></header>
            <form method="post" action=ChangePassword::PATH class="card-body">
                <FormBanner text=sent.elsewhere(&["current", "password"])/>
                <div class="field-row">
                    <Field label="Current password" name="current" kind="password" autocomplete="current-password" error=sent.error("current")/>
                    <Field label="New password" name="password" kind="password" autocomplete="new-password" hint=PASSWORD_RULE error=sent.error("password")/>
                    <button class="btn">"Change and sign out others"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
