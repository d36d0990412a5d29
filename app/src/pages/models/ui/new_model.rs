//! A model that the file does not know.

use super::super::model::draft::Draft;
use crate::features::manage_models::{ModelFields, PriceFields};
use crate::shared::routes;
use crate::shared::server::{Place, Sent};
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::Field;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::LlmKind;

/// What has a message of its own.
const FIELDS: [&str; 8] = [
    "name",
    "title",
    "context",
    "targets",
    "input",
    "cached_input",
    "cache_write",
    "output",
];
const KINDS: [(LlmKind, &str); 3] = [
    (LlmKind::Chat, "Answers in words"),
    (LlmKind::Embedding, "Turns texts into vectors"),
    (LlmKind::Moderation, "Judges texts"),
];

#[component]
pub fn NewModel(place: Place, sent: Sent, providers: Vec<(String, String)>) -> impl IntoView {
    let Draft { sent, rows, .. } = Draft::of(&place, sent, None);
    let (name, wrong) = (sent.value("name", ""), sent.error("name"));
    let chosen = sent.value("kind", LlmKind::Chat.as_str());
    let kinds = KINDS.map(|(kind, words)| {
        let (value, selected) = (kind.as_str(), chosen == kind.as_str());
        view! { <option value=value selected=selected>{words}</option> }
    });
    let fields = sent.clone();
    view! {
        <a class="back" href=routes::MODELS><Icon name="chevron-left"/>"All models"</a>
        <FormBanner text=sent.elsewhere(&FIELDS)/>
        <section class="card model-new" aria-labelledby="new-title">
            <header class="card-head"><h2 id="new-title">"What it is"</h2></header>
            <form class="model-form" method="post" action="/api/fn/create_model">
                <div class="card-body">
                    <div class="field-row">
                        <Field label="Name" name="name" value=name error=wrong autofocus=true hint="As programs call it. It stays as it is."/>
                        <div class="field">
                            <label for="field-kind">"Kind"</label>
                            <select id="field-kind" class="input" name="kind">{kinds}</select>
                        </div>
                    </div>
                    <ModelFields sent=fields title="".to_owned() context="".to_owned() rows providers page=routes::MODELS.to_owned()/>
                    <PriceFields sent needed=false legend="What it costs from now on"/>
                    <p class="page-about">"Without a price nobody can ask it. You can set one later."</p>
                </div>
                <footer class="tier-foot">
                    <a class="btn quiet" href=routes::MODELS>"Discard"</a>
                    <button type="submit" class="btn primary">"Make model"</button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}
