//! The form of a tier. Its two buttons send the same fields: one to this page, which shows what they would do, and
//! one to where they are saved. Enter is the first of them, so that nobody saves by it.

use super::super::model::words::people;
use super::tiers_page::FIELDS;
use crate::entities::limits::LimitFields;
use crate::entities::llm_list::{LlmBoxes, WrittenList};
use crate::shared::lib::when::when;
use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::{Field, FieldNote};
use leptos::prelude::*;
use tollgate::types::{Llm, LlmName, NewTier, TierInUse, Timestamp};

#[component]
pub fn ChangeForm(sent: Sent, chosen: TierInUse, llms: Vec<Llm>, now: Timestamp) -> impl IntoView {
    let tier = chosen.tier;
    let version = match tier.changed_at {
        Timestamp(0) => format!("version {}", tier.version),
        at => format!("version {} · changed {}", tier.version, when(at, now)),
    };
    let (name, error) = (sent.value("name", tier.name.clone()), sent.error("name"));
    view! {
        <section class="card" aria-labelledby="tier-title">
            <header class="card-head">
                <h2 id="tier-title">{tier.name.clone()}</h2>
                <span class="page-about">{version}</span>
            </header>
            <form class="tier-form" method="post" action="/api/fn/set_tier">
                <input type="hidden" name="tier" value=tier.id.to_string()/>
                <input type="hidden" name="version" value=tier.version.to_string()/>
                <div class="card-body">
                    <Field label="Name" name="name" value=name error/>
                    <LimitFields sent=sent.clone() current=tier.limits/>
                    <p class="page-about">"An empty field is no limit."</p>
                    <Models sent current=tier.models.clone() llms/>
                </div>
                <footer class="tier-foot">
                    <a class="btn quiet" href=routes::clone_of_tier(tier.id)>"Clone"</a>
                    <button type="submit" class="btn" name="preview" value="1" formmethod="get" formaction=routes::TIERS>
                        "Preview"
                    </button>
                    <button type="submit" class="btn primary">
                        {format!("Save for {}", people(chosen.people))}
                    </button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

/// `begin` is what stands in it at first.
#[component]
pub fn NewForm(sent: Sent, begin: NewTier, llms: Vec<Llm>) -> impl IntoView {
    let NewTier {
        name,
        limits,
        models,
    } = begin;
    let (name, error) = (sent.value("name", name), sent.error("name"));
    view! {
        <div class="tier-middle">
            <FormBanner text=sent.elsewhere(&FIELDS)/>
            <section class="card" aria-labelledby="tier-title">
                <header class="card-head"><h2 id="tier-title">"New tier"</h2></header>
                <form class="tier-form" method="post" action="/api/fn/create_tier">
                    <div class="card-body">
                        <Field label="Name" name="name" value=name error autofocus=true/>
                        <LimitFields sent=sent.clone() current=limits/>
                        <p class="page-about">"An empty field is no limit."</p>
                        <Models sent current=models llms/>
                    </div>
                    <footer class="tier-foot">
                        <a class="btn quiet" href=routes::TIERS>"Discard"</a>
                        <button type="submit" class="btn primary">"Make tier"</button>
                    </footer>
                </form>
            </section>
        </div>
    }
    .into_any()
}

/// All models, or a list that is shown where it counts.
#[component]
fn Models(sent: Sent, current: Option<Vec<LlmName>>, llms: Vec<Llm>) -> impl IntoView {
    let list = WrittenList::sent(&sent, current.as_ref());
    let error = sent.error("models");
    let choice = |value: &'static str, label: &'static str| {
        let checked = list.models == value;
        view! {
            <label class="llm-box">
                <input type="radio" name="models" value=value checked=checked/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="tier-models" aria-describedby="tier-models-note">
            <legend>"Models"</legend>
            {choice("all", "All, also those to come")}
            {choice("listed", "Only those that are ticked")}
            <LlmBoxes sent ticked=list.ticked.0 llms legend="Ticked" note="Nobody in the tier sees the others, or may ask them."/>
            <FieldNote id="tier-models-note".to_owned() hint=None error/>
        </fieldset>
    }
    .into_any()
}
