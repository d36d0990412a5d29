//! The settings page: the password, for now.

use crate::features::change_password::ChangePasswordForm;
use crate::shared::ui::banner::{Banner, Tone};
use crate::widgets::account_frame::AccountFrame;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let query = use_query_map();
    let changed = move || query.read().get("changed").is_some();
    view! {
        <AccountFrame title="Settings">
            {move || changed().then(PasswordChanged)}
            <section class="card" aria-labelledby="password-title">
                <header class="card-head"><h2 id="password-title">"Password"</h2></header>
                <div class="card-body"><ChangePasswordForm/></div>
            </section>
        </AccountFrame>
    }
    .into_any()
}

#[component]
fn PasswordChanged() -> impl IntoView {
    view! { <Banner tone=Tone::Ok text="Password changed. All other sessions are signed out."/> }
}
