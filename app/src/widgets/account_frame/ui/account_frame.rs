//! Navigation at the side, one page title, then the page.

use crate::entities::account::current_account;
use crate::features::sign_out::SignOutForm;
use crate::shared::routes;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::load::Load;
use crate::shared::ui::mark::Logo;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use tollgate::types::{Account, Role};

#[component]
pub fn AccountFrame(title: &'static str, children: Children) -> impl IntoView {
    let account = Resource::new(|| (), |()| current_account());
    view! {
        <Title text=title/>
        <div class="account-frame">
            <aside class="account-side" aria-label="Account">
                <Logo/>
                <a class="btn" href=routes::HOME><Icon name="chevron-left"/>"Back to chat"</a>
                <Load from=account children=|(account, _)| view! { <Navigation account/> }/>
            </aside>
            <main class="account-main">
                <h1>{title}</h1>
                {children()}
            </main>
        </div>
    }
    .into_any()
}

#[component]
fn Navigation(account: Account) -> impl IntoView {
    let is_admin = account.role == Role::Admin;
    view! {
        <nav class="account-nav" aria-label="Pages">
            <h2>"Account"</h2>
            <A href=routes::USAGE><Icon name="chart"/>"Usage"</A>
            <A href=routes::SETTINGS><Icon name="settings"/>"Settings"</A>
            {is_admin.then(|| view! {
                <h2>"Administration"</h2>
                <A href=routes::PEOPLE><Icon name="people"/>"People"</A>
            })}
        </nav>
        <div class="account-foot">
            <p title=account.email.to_string()>{account.name}</p>
            <SignOutForm/>
        </div>
    }
    .into_any()
}
