//! Who is signed in, and the way to the pages about the account.

use crate::entities::account::current_account;
use crate::features::sign_out::SignOutForm;
use crate::shared::routes;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::load::Load;
use crate::shared::ui::menu::Menu;
use leptos::prelude::*;
use tollgate::types::{Account, Role};

const MENU: &str = "account-menu";

#[component]
pub fn AccountMenu() -> impl IntoView {
    let account = Resource::new(|| (), |()| current_account());
    view! {
        <div class="sidebar-foot">
            <Load from=account children=|(account, unread)| view! { <AccountButton account unread /> } />
        </div>
    }
    .into_any()
}

#[component]
fn AccountButton(account: Account, unread: u32) -> impl IntoView {
    let bell = move || {
        (unread > 0).then(|| view! { <span class="badge accent">{unread}<span class="sr-only">" unread"</span></span> })
    };
    let is_admin = account.role == Role::Admin;
    let name = account.name;
    view! {
        <button
            type="button"
            class="btn quiet account-button"
            title=account.email.to_string()
            popovertarget=MENU
        >
            <span class="sr-only">"Account menu: "</span>
            <span class="account-initials" aria-hidden="true">
                {initials(&name)}
            </span>
            <span class="account-name">{name}</span>
            {bell()}
            <Icon name="up-down" />
        </button>
        <Menu id=MENU label="Account menu">
            <a class="menu-item" role="menuitem" tabindex="-1" href=routes::USAGE rel="external">
                <Icon name="chart" />
                "Usage"
            </a>
            <a class="menu-item" role="menuitem" tabindex="-1" href=routes::ALERTS rel="external">
                <Icon name="bell" />
                "Alerts"
                {bell()}
            </a>
            <a class="menu-item" role="menuitem" tabindex="-1" href=routes::KEYS rel="external">
                <Icon name="key" />
                "Keys"
            </a>
            <a class="menu-item" role="menuitem" tabindex="-1" href=routes::SETTINGS rel="external">
                <Icon name="settings" />
                "Settings"
            </a>
            {is_admin
                .then(|| {
                    view! {
                        <a class="menu-item" role="menuitem" tabindex="-1" href=routes::PEOPLE rel="external">
                            <Icon name="people" />
                            "People"
                        </a>
                    }
                })}
            <SignOutForm class="menu-item" role="menuitem" />
        </Menu>
    }
    .into_any()
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    letters.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_at_most_two() {
        assert_eq!(initials("Platform team Berlin"), "PT");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials(""), "");
    }
}
