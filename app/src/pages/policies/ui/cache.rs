//! For whom answers are kept, how long, and what is kept now.

use super::super::model::stand::Stand;
use super::foot::{Foot, Reset};
use super::history::{History, versions};
use super::policies_page::Visit;
use crate::shared::api::AppError;
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::config::{CacheConfig, Sharing};
use tollgate::ephemeral::Held;
use tollgate::types::Section;
use tollgate::types::money::grouped;

const FIELDS: [&str; 2] = ["minutes", "mib"];
const RESET: &str = "reset-cache";
const EMPTY: &str = "empty-cache";

pub(super) async fn cache(visit: &Visit) -> Result<AnyView, AppError> {
    let Visit {
        tollgate,
        admin,
        last,
        now,
        ..
    } = visit;
    let stand = Stand::of(&tollgate.policies, admin, Section::Cache, *now).await?;
    let history = versions(&tollgate.policies, admin, vec![Section::Cache]).await?;
    let config = tollgate.policies.now();
    let held = tollgate.gateway.cached(admin).await;
    let in_redis = config.redis_url.is_some();
    Ok(view! {
        <div class="policies">
            <div class="policy-cards">
                <Settings config=config.cache in_redis sent=last.of("set_cache") stand/>
            </div>
            <Kept held max_bytes=config.cache.max_bytes/>
            <History versions=history tiers=Vec::new() now=*now/>
        </div>
    }
    .into_any())
}

#[component]
fn Settings(config: CacheConfig, in_redis: bool, sent: Sent, stand: Stand) -> impl IntoView {
    let scope = sent.value("scope", config.sharing.as_str());
    let scopes = Sharing::ALL.map(|sharing| {
        let (name, about) = scope_words(sharing);
        let word = sharing.as_str();
        view! {
            <label class="policy-choice">
                <input type="radio" name="scope" value=word checked=scope == word/>
                <span><b>{name}</b><small>{about}</small></span>
            </label>
        }
    });
    let room = match in_redis {
        true => "Redis has a bound of its own; this one is not used now.",
        false => "In this process. Another room begins empty; 0 keeps nothing.",
    };
    let minutes = sent.value("minutes", (config.ttl.as_secs() / 60).to_string());
    let mib = sent.value("mib", (config.max_bytes >> 20).to_string());
    view! {
        <section class="card" aria-labelledby="cache-title">
            <header class="card-head"><h2 id="cache-title">"Answers that are known"</h2></header>
            <form method="post" action="/api/fn/set_cache">
                <input type="hidden" name="version" value=stand.version()/>
                <div class="card-body">
                    <FormBanner text=sent.elsewhere(&FIELDS)/>
                    <fieldset class="policy-choices">
                        <legend>"An answer is one for"</legend>
                        {scopes.into_iter().collect_view()}
                    </fieldset>
                    <div class="field-row">
                        <Field label="Minutes that it is kept" name="minutes" value=minutes error=sent.error("minutes") hint="0 keeps nothing."/>
                        <Field label="Room in MiB" name="mib" value=mib error=sent.error("mib") hint=room/>
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

fn scope_words(sharing: Sharing) -> (&'static str, &'static str) {
    match sharing {
        Sharing::Account => ("The account that asked", "Nobody reads what others asked."),
        Sharing::Tier => (
            "The people of its tier",
            "Who asks the same as somebody of the same tier has the answer for nothing.",
        ),
        Sharing::Everyone => (
            "Everybody",
            "Who asks the same as anybody has the answer for nothing.",
        ),
    }
}

#[component]
fn Kept(held: Option<Held>, max_bytes: u64) -> impl IntoView {
    let about = match held {
        Some(held) => {
            let answers = match held.entries {
                1 => "1 answer".to_owned(),
                many => format!("{} answers", grouped(many)),
            };
            format!("{answers}, {} of {} MiB", mib(held.bytes), mib(max_bytes))
        }
        None => "In Redis, where others keep things too; it is not counted.".to_owned(),
    };
    view! {
        <section class="card policy-try" aria-labelledby="kept-title">
            <header class="card-head"><h2 id="kept-title">"Kept now"</h2></header>
            <div class="card-body">
                <p>{about}</p>
                <p class="page-about">"Answers are kept under what was asked, for whom, and the rules of redaction; other rules make other answers. Regenerate passes them by."</p>
            </div>
            <footer class="policy-foot">
                <span></span>
                <button type="button" class="btn danger" command="show-modal" commandfor=EMPTY>"Empty the cache"</button>
            </footer>
            <Dialog id=EMPTY title="Empty the cache?">
                <form method="post" action="/api/fn/empty_cache">
                    <div class="dialog-body"><p>"Every kept answer is forgotten. Who asks again pays for a new one."</p></div>
                    <footer class="dialog-foot">
                        <button type="button" class="btn" command="close" commandfor=EMPTY autofocus>"Keep them"</button>
                        <button type="submit" class="btn danger filled">"Empty the cache"</button>
                    </footer>
                </form>
            </Dialog>
        </section>
    }
    .into_any()
}

/// With one decimal.
fn mib(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}
