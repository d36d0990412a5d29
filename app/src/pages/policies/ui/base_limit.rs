//! How much may be tried from one address by whoever is not signed in.

use super::super::model::stand::Stand;
use super::foot::{Foot, Reset};
use super::history::{History, versions};
use super::policies_page::Visit;
use crate::shared::api::AppError;
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::config::BaseLimit;
use tollgate::types::Section;

const FIELDS: [&str; 2] = ["requests", "minutes"];
const RESET: &str = "reset-base-limit";

pub(super) async fn base_limit(visit: &Visit) -> Result<AnyView, AppError> {
    let Visit {
        tollgate,
        admin,
        last,
        now,
        ..
    } = visit;
    let stand = Stand::of(&tollgate.policies, admin, Section::BaseLimit, *now).await?;
    let history = versions(&tollgate.policies, admin, vec![Section::BaseLimit]).await?;
    let limit = tollgate.policies.now().base_limit;
    Ok(view! {
        <div class="policies narrow">
            <Limit limit sent=last.of("set_base_limit") stand/>
            <History versions=history tiers=Vec::new() now=*now/>
        </div>
    }
    .into_any())
}

#[component]
fn Limit(limit: BaseLimit, sent: Sent, stand: Stand) -> impl IntoView {
    let requests = sent.value("requests", limit.requests.to_string());
    let minutes = sent.value("minutes", (limit.within.as_secs() / 60).to_string());
    view! {
        <section class="card" aria-labelledby="base-limit-title">
            <header class="card-head"><h2 id="base-limit-title">"From one address"</h2></header>
            <form method="post" action="/api/fn/set_base_limit">
                <input type="hidden" name="version" value=stand.version()/>
                <div class="card-body">
                    <FormBanner text=sent.elsewhere(&FIELDS)/>
                    <p class="page-about">
                        "Holds back who tries passwords, codes and keys, and makes accounts. Who is signed in is held by the limits of their tier."
                    </p>
                    <div class="field-row">
                        <Field label="Requests" name="requests" value=requests error=sent.error("requests") hint="That change something, or show a wrong key."/>
                        <Field label="In so many minutes" name="minutes" value=minutes error=sent.error("minutes") hint="One more each time that a part of it has passed."/>
                    </div>
                </div>
                <Foot stand=stand.clone() reset=RESET>
                    <button type="submit" class="btn primary">"Save"</button>
                </Foot>
            </form>
            <Reset stand id=RESET/>
        </section>
    }
    .into_any()
}
