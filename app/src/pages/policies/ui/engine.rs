//! Who judges what is asked, and what becomes of what nobody could judge.

use super::super::model::stand::Stand;
use super::foot::{Foot, Reset};
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use leptos::prelude::*;
use std::sync::Arc;
use tollgate::config::Config;
use tollgate::moderation::OnFailure;
use tollgate::types::LlmKind;

const RESET: &str = "reset-moderation";

/// Word and name.
const ENGINES: [(&str, &str); 4] = [
    ("built-in", "Built in"),
    ("openai", "A moderation model, as OpenAI's"),
    ("llama-guard", "Llama Guard"),
    ("chat", "A chat model that is told what to look for"),
];

#[component]
pub fn Engine(config: Arc<Config>, sent: Sent, stand: Stand) -> impl IntoView {
    let section = &config.file().moderation;
    let policy = &config.moderation.policy;
    let engine = section.engine.clone().unwrap_or_else(|| "built-in".into());
    let chosen = sent.value("engine", engine);
    let engines = ENGINES.map(|(word, name)| {
        view! { <option value=word selected=chosen == word>{name}</option> }
    });
    let failure = sent.value("on_failure", policy.on_failure.as_str());
    let failures = [
        (OnFailure::Closed, "is stopped"),
        (OnFailure::Open, "goes on, and is noted"),
    ];
    let failures = failures.map(|(word, name)| {
        let word = word.as_str();
        view! { <option value=word selected=failure == word>{name}</option> }
    });
    let judges = config.models.iter();
    let judges = judges.filter(|model| model.llm.kind != LlmKind::Embedding);
    let judges = judges.map(|model| view! { <option value=model.llm.name.0.clone()></option> });
    let model = sent.value("model", section.model.clone().unwrap_or_default());
    let keeps = sent.ticked("keep_text", policy.keep_text);
    view! {
        <section class="card" aria-labelledby="engine-title">
            <header class="card-head"><h2 id="engine-title">"Who judges"</h2></header>
            <form method="post" action="/api/fn/set_engine">
                <input type="hidden" name="version" value=stand.version()/>
                <div class="card-body">
                    <FormBanner text=sent.elsewhere(&[])/>
                    <div class="field-row">
                        <div class="field">
                            <label for="field-engine">"Engine"</label>
                            <select class="input" id="field-engine" name="engine">{engines.into_iter().collect_view()}</select>
                            <p class="field-note">"Words and patterns of your own are always looked for too."</p>
                        </div>
                        <div class="field">
                            <label for="field-model">"Model that judges"</label>
                            <input class="input" id="field-model" name="model" value=model list="judges" autocomplete="off" spellcheck="false"/>
                            <datalist id="judges">{judges.collect_view()}</datalist>
                            <p class="field-note">"Not for the built-in engine. What it costs is on the receipt."</p>
                        </div>
                    </div>
                    <div class="field">
                        <label for="field-on_failure">"What nobody could judge"</label>
                        <select class="input" id="field-on_failure" name="on_failure">{failures.into_iter().collect_view()}</select>
                    </div>
                    <label class="policy-check">
                        <input type="checkbox" name="keep_text" checked=keeps/>
                        "The log keeps the text of questions, beside its hash"
                    </label>
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
