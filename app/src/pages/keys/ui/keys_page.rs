//! All keys of an account, and a form for a new one.

use super::key_row::KeyRow;
use super::made_keys::MadeKeys;
use crate::features::manage_keys::TermsFields;
use crate::shared::api::AppError;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::keys::{HeldKey, KeyWishes, MadeKey};
use tollgate::types::Llm;

/// What is wrong with one of these stands at its field.
pub(super) const FIELDS: [&str; 7] = [
    "name",
    "until",
    "requests_per_hour",
    "at_once",
    "tokens_per_day",
    "daily_budget",
    "monthly_budget",
];

pub async fn draw(_place: Place) -> Result<Drawn, AppError> {
    let caller = server::caller().await?;
    let tollgate = server::tollgate()?;
    let held = tollgate.keys.held(&caller).await?;
    let last = server::last_form().await?;
    let session = server::session_name().await?;
    let made = tollgate.keys.just_made(&caller, &session);
    let llms = tollgate.gateway.llms_of(&caller).await?;
    let page = view! { <KeysPage held made last llms/> };
    Ok(Drawn::new("Keys", page))
}

#[component]
fn KeysPage(
    held: Vec<HeldKey>,
    made: Vec<MadeKey>,
    last: LastForm,
    llms: Vec<Llm>,
) -> impl IntoView {
    let said = last.said();
    view! {
        <p class="keys-about">
            "With a key programs ask as you do: what they use is yours to pay, within your limits."
        </p>
        {said.map(|text| view! { <Banner tone=Tone::Ok text/> })}
        <FormBanner text=last.of("revoke_key").elsewhere(&[])/>
        <MadeKeys made/>
        <Held held llms=llms.clone()/>
        <NewKey last llms/>
    }
    .into_any()
}

#[component]
fn Held(held: Vec<HeldKey>, llms: Vec<Llm>) -> impl IntoView {
    if held.is_empty() {
        return view! {
            <section class="card keys-none">
                <p>"Your keys will be listed here, with what each was used for."</p>
            </section>
        }
        .into_any();
    }
    let rows: Vec<_> = held
        .into_iter()
        .map(|key| view! { <KeyRow key_held=key llms=llms.clone()/> })
        .collect();
    view! {
        <section class="card table-card" tabindex="0" role="region" aria-label="Your keys">
            <table class="table">
                <caption class="sr-only">"Your keys, oldest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Last use"</th>
                        <th scope="col">"Last day"</th>
                        <th scope="col">"Opens"</th>
                        <th scope="col" class="end">"This month"</th>
                        <th scope="col"><span class="sr-only">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn NewKey(last: LastForm, llms: Vec<Llm>) -> impl IntoView {
    let sent = last.of("make_key");
    // What was set, or is wrong, is not hidden.
    let open = sent.was_refused();
    view! {
        <section class="card" aria-labelledby="new-key">
            <header class="card-head"><h2 id="new-key">"New key"</h2></header>
            <div class="card-body">
                <form method="post" action="/api/fn/make_key">
                    <FormBanner text=sent.elsewhere(&FIELDS)/>
                    <div class="field-row">
                        <Field
                            label="Name"
                            name="name"
                            value=sent.value("name", "")
                            hint="What it is for, like laptop or nightly report."
                            error=sent.error("name")
                        />
                        <button type="submit" class="btn primary">"Make a key"</button>
                    </div>
                    <details class="key-terms" open=open>
                        <summary>"Last day, limits and models"</summary>
                        <div>
                            <TermsFields sent current=KeyWishes::default() llms/>
                        </div>
                    </details>
                </form>
            </div>
        </section>
    }
    .into_any()
}
