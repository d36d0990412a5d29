//! Navigation at the side, or in a drawer where there is no room, one page title, then the page.

use super::navigation::Navigation;
use crate::features::sign_out::SignOutForm;
use crate::shared::routes;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::mark::Logo;
use leptos::prelude::*;
use leptos_meta::Title;
use tollgate::types::Account;

const DRAWER: &str = "account-side";

#[component]
pub fn Frame(
    account: Account,
    /// Of the page, for the mark in the navigation.
    path: String,
    /// How many alerts the account has not read.
    unread: u32,
    title: String,
    /// How often the page is fetched anew while somebody looks, in seconds.
    refresh: Option<u32>,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <div class="account-frame">
            <aside id=DRAWER class="account-side" aria-label="Account" popover="auto">
                <Logo/>
                <a class="btn" href=routes::HOME><Icon name="chevron-left"/>"Back to chat"</a>
                <Navigation path role=account.role unread/>
                <div class="account-foot">
                    <p title=account.email.to_string()>{account.name}</p>
                    <SignOutForm/>
                </div>
            </aside>
            <main class="account-main" data-refresh=refresh>
                <header class="account-top">
                    <button class="btn quiet icon-only" type="button" popovertarget=DRAWER aria-label="Pages">
                        <Icon name="menu"/>
                    </button>
                    <h1>{title}</h1>
                </header>
                {children()}
            </main>
        </div>
    }
}
