//! Everybody with an account, oldest first.

use super::super::model::day;
use crate::features::set_account_status::{SetAccountStatus, StatusControl};
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::types::{AccountId, AccountSummary, Role, Status, Timestamp};

#[component]
pub fn PeopleTable(
    people: Vec<AccountSummary>,
    /// Who looks at the table; nobody shuts themselves out.
    me: AccountId,
    set_status: ServerAction<SetAccountStatus>,
) -> impl IntoView {
    let rows = people
        .into_iter()
        .map(|person| view! { <PersonRow person me set_status/> })
        .collect_view();
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="People">
            <table class="table">
                <caption class="sr-only">"People with an account, oldest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"E-mail"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Last seen"</th>
                        <th scope="col"><span class="sr-only">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn PersonRow(
    person: AccountSummary,
    me: AccountId,
    set_status: ServerAction<SetAccountStatus>,
) -> impl IntoView {
    let AccountSummary {
        account,
        last_seen_at,
    } = person;
    let role = match account.role {
        Role::Admin => "Admin",
        Role::Person => "Person",
    };
    let (tone, status) = match account.status {
        Status::Active => ("ok", "open"),
        Status::Suspended => ("danger", "suspended"),
    };
    let control = if account.id == me {
        "You".into_any()
    } else {
        view! { <StatusControl account=account.clone() action=set_status/> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">{account.name.clone()}</th>
            <td>{account.email.to_string()}</td>
            <td>{role}</td>
            <td><Badge tone text=status/></td>
            <td>{last_seen(last_seen_at)}</td>
            <td class="end">{control}</td>
        </tr>
    }
    .into_any()
}

fn last_seen(at: Option<Timestamp>) -> impl IntoView {
    match at {
        Some(at) => view! { <time datetime=day::machine(at)>{day::shown(at)}</time> }.into_any(),
        None => "–".into_any(),
    }
}
