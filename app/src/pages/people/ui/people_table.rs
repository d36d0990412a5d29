//! Everybody with an account, oldest first.

use super::super::model::day;
use crate::features::set_account_status::{SetAccountStatus, StatusControl};
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::types::{AccountSummary, Role, Status, Timestamp};

#[component]
pub fn PeopleTable(
    people: Vec<AccountSummary>,
    set_status: ServerAction<SetAccountStatus>,
) -> impl IntoView {
    let rows = people
        .into_iter()
        .map(|person| view! { <PersonRow person set_status/> })
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
}

#[component]
fn PersonRow(person: AccountSummary, set_status: ServerAction<SetAccountStatus>) -> impl IntoView {
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
    view! {
        <tr>
            <th scope="row">{account.name.clone()}</th>
            <td>{account.email.to_string()}</td>
            <td>{role}</td>
            <td><Badge tone text=status/></td>
            <td>{last_seen(last_seen_at)}</td>
            <td class="end"><StatusControl account action=set_status/></td>
        </tr>
    }
}

fn last_seen(at: Option<Timestamp>) -> impl IntoView {
    match at {
        Some(at) => view! { <time datetime=day::machine(at)>{day::shown(at)}</time> }.into_any(),
        None => "–".into_any(),
    }
}
