//! How a provider is called, as the configuration says.

use crate::entities::target::duration;
use leptos::prelude::*;
use std::sync::Arc;
use tollgate::config::{Abort, Config, shown_url};
use tollgate::gateway::ProviderStatus;

#[component]
pub fn Settings(provider: ProviderStatus, config: Arc<Config>) -> impl IntoView {
    let rows = rows(&provider.name, &config);
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! {
        <section class="card" aria-labelledby="provider-settings">
            <header class="card-head"><h2 id="provider-settings">"How it is called"</h2></header>
            <div class="card-body">
                <dl class="provider-settings">{rows.collect_view()}</dl>
                <p class="provider-quiet">
                    "Set in " <code>"tollgate.toml"</code> ", under "
                    <code>"[shaping." {provider.name.clone()} "]"</code> " and "
                    <code>"[timeouts." {provider.name} "]"</code> "."
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn rows(name: &str, config: &Config) -> Vec<(&'static str, String)> {
    let Some(provider) = config.providers.iter().find(|one| one.name == name) else {
        return vec![
            ("Where", "in this process".into()),
            ("At once", "2 answers".into()),
        ];
    };
    let (shaping, timeouts) = (config.shaping_of(name), provider.timeouts);
    vec![
        ("Address", shown_url(&provider.base_url)),
        ("Dialect", provider.dialect.name().into()),
        ("At once", format!("{} calls", shaping.at_once)),
        ("Apart", duration(shaping.apart)),
        ("Queue", format!("{}, then 503", shaping.queue)),
        ("Until connected", duration(timeouts.connect)),
        ("Until the answer begins", duration(timeouts.headers)),
        ("Silence in an answer", duration(timeouts.idle)),
        ("Longest answer", duration(timeouts.total)),
        (
            "When nobody reads on",
            match shaping.abort {
                Abort::Cancel => "stopped".into(),
                Abort::Drain => "read to its end".into(),
            },
        ),
    ]
}
