//! What one wants to spend a day at most, and what the tier allows.

use crate::entities::limits;
use crate::features::set_daily_cap::SetDailyCap;
use crate::shared::routes;
use crate::shared::server::LastForm;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::types::{NanoDollars, Profile, Standing, Tier};

#[component]
pub fn OwnBudget(
    profile: Profile,
    standing: Vec<Standing>,
    tier: Option<Tier>,
    last: LastForm,
) -> impl IntoView {
    let sent = last.of("set_daily_cap");
    let cap = profile
        .daily_cap
        .map(NanoDollars::as_typed)
        .unwrap_or_default();
    let hint = "In dollars; leave it empty for what your tier allows. Your own cap counts where it is the lower one.";
    view! {
        <section class="card" aria-labelledby="cap-title">
            <header class="card-head"><h2 id="cap-title">"Your own daily cap"</h2></header>
            <form method="post" action=SetDailyCap::PATH class="card-body">
                <FormBanner text=sent.elsewhere(&["cap"])/>
                <div class="field-row">
                    <Field label="At most a day, $" name="cap" value=sent.value("cap", cap) required=false hint=hint error=sent.error("cap")/>
                    <button class="btn primary">"Save"</button>
                </div>
            </form>
        </section>
        <Limits standing tier/>
    }
    .into_any()
}

#[component]
fn Limits(standing: Vec<Standing>, tier: Option<Tier>) -> impl IntoView {
    let tier = tier.map_or_else(
        || "No tier".to_owned(),
        |tier| format!("Tier {}", tier.name),
    );
    let none = standing.is_empty();
    let rows: Vec<_> = standing
        .into_iter()
        .map(|standing| {
            let shown = |of| limits::amount(standing.limit, of);
            view! {
                <tr>
                    <th scope="row">{limits::limit(standing.limit)}</th>
                    <td class="end">{shown(standing.most)}</td>
                    <td class="end">{shown(standing.settled)}</td>
                    <td class="end">{shown(standing.held)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="limits-title">
            <header class="card-head">
                <h2 id="limits-title">{tier}</h2>
                <a href=routes::USAGE>"What was spent"</a>
            </header>
            <div class="table-card">
                <table class="table">
                    <caption class="sr-only">"What you may use"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Limit"</th>
                            <th scope="col" class="end">"At most"</th>
                            <th scope="col" class="end">"Used"</th>
                            <th scope="col" class="end">"Held"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {none.then(|| view! { <p class="settings-none">"Nothing limits this account."</p> })}
            </div>
            <p class="settings-foot">
                "Questions, titles, programs with your keys, embeddings and checks of what is asked all count. "
                "Answers that are kept cost nothing. What is held belongs to calls under way and comes back if it is not used."
            </p>
        </section>
    }
    .into_any()
}
