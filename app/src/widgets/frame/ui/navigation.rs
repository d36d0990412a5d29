//! The way between the pages of an account, and for admins between theirs.

use crate::shared::routes;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::Role;

/// Address, icon, name.
type Entry = (&'static str, &'static str, &'static str);

const ACCOUNT: [Entry; 4] = [
    (routes::USAGE, "chart", "Usage"),
    (routes::ALERTS, "bell", "Alerts"),
    (routes::KEYS, "key", "Keys"),
    (routes::SETTINGS, "settings", "Settings"),
];

const ADMINISTRATION: [Entry; 8] = [
    (routes::OVERVIEW, "home", "Overview"),
    (routes::PEOPLE, "people", "People"),
    (routes::TIERS, "layers", "Tiers"),
    (routes::MODELS, "bolt", "Models and prices"),
    (routes::PROVIDERS, "plug", "Providers"),
    (routes::POLICIES, "shield", "Policies"),
    (routes::MODERATION_LOG, "flag", "Moderation log"),
    (routes::AUDIT, "list", "Audit log"),
];

#[component]
pub fn Navigation(path: String, role: Role, unread: u32) -> impl IntoView {
    let here = nearest(&path);
    let links = move |entries: &[Entry]| {
        let links = entries.iter().map(|&(href, icon, name)| {
            let current = (Some(href) == here).then_some("page");
            let unread = (href == routes::ALERTS && unread > 0).then(|| {
                view! {
                    <span class="badge accent">{unread}<span class="sr-only">" unread"</span></span>
                }
            });
            view! { <a href=href aria-current=current><Icon name=icon/>{name}{unread}</a> }
        });
        links.collect_view()
    };
    view! {
        <nav class="account-nav" aria-label="Pages">
            <h2>"Account"</h2>
            {links(&ACCOUNT)}
            {(role == Role::Admin).then(|| view! {
                <h2>"Administration"</h2>
                {links(&ADMINISTRATION)}
            })}
        </nav>
    }
}

/// The entry to which a page belongs: the longest address that its own begins with.
fn nearest(path: &str) -> Option<&'static str> {
    let entries = ACCOUNT.iter().chain(&ADMINISTRATION);
    let above = entries.map(|entry| entry.0).filter(|href| {
        path.strip_prefix(href)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    above.max_by_key(|href| href.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use crate::shared::routes;

    #[test]
    fn a_page_belongs_to_the_entry_above_it() {
        assert_eq!(nearest("/usage"), Some(routes::USAGE));
        assert_eq!(nearest("/usage/calls/7"), Some(routes::USAGE));
        assert_eq!(nearest("/settings/security"), Some(routes::SETTINGS));
        assert_eq!(nearest("/usages"), None);
    }
}
