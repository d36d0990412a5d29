//! People with their tier and what they spent.

use super::super::model::words::day;
use crate::shared::routes;
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::store::Person;
use tollgate::types::{Role, Status};

#[component]
pub fn Table(people: Vec<Person>) -> impl IntoView {
    let rows: Vec<_> = people
        .into_iter()
        .map(|person| view! { <Row person/> })
        .collect();
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="People">
            <table class="table people">
                <caption class="sr-only">"People with an account, by name"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"E-mail"</th>
                        <th scope="col">"Tier"</th>
                        <th scope="col">"Account"</th>
                        <th scope="col" class="end">"Today"</th>
                        <th scope="col" class="end">"This month"</th>
                        <th scope="col">"Last seen"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="page-about">"Days and months of UTC."</p>
    }
    .into_any()
}

#[component]
fn Row(person: Person) -> impl IntoView {
    let Person {
        account,
        tier,
        last_seen_at,
        spent_today,
        spent_this_month,
    } = person;
    let tier = tier.map_or_else(|| "none".into(), |(_, name)| name);
    let admin =
        (account.role == Role::Admin).then(|| view! { " " <Badge tone="accent" text="admin"/> });
    let (tone, status) = match account.status {
        Status::Active => ("ok", "active"),
        Status::Suspended => ("danger", "suspended"),
    };
    view! {
        <tr>
            <th scope="row"><a href=routes::person(account.id)>{account.name}</a>{admin}</th>
            <td>{account.email.to_string()}</td>
            <td>{tier}</td>
            <td><Badge tone text=status/></td>
            <td class="end">{spent_today.as_sum()}</td>
            <td class="end">{spent_this_month.as_sum()}</td>
            <td>{day(last_seen_at)}</td>
        </tr>
    }
    .into_any()
}
