//! `tollgate check`: what the program understood of its configuration. Keys are said to be there, never shown.

use super::show;
use crate::failure::Failure;
use std::fmt::Write as _;
use tollgate::clock::Clock;
use tollgate::config::{Config, shown_url};
use tollgate::ledger::Ledger;
use tollgate::store::Discrepancy;

pub(super) fn check(config: &Config) -> Result<(), Failure> {
    tollgate::store::check(&config.database_url)?;
    show(&describe(config)?);
    Ok(())
}

/// Adds the ledger up anew. Beside a server that runs, too: nothing is written.
pub(super) async fn ledger(config: &Config) -> Result<(), Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    let found = Ledger::new(store, Clock::real()).check().await?;
    if found.is_empty() {
        show("The ledger adds up.");
        return Ok(());
    }
    for Discrepancy { what, place } in &found {
        show(&format!("{what}: {place}"));
    }
    Err(Failure::ledger(found.len()))
}

fn describe(config: &Config) -> Result<String, Failure> {
    let mut text = String::new();
    writeln!(text, "listen          {}", config.listen)?;
    writeln!(text, "public_url      {}", shown_url(&config.public_url))?;
    writeln!(text, "data_dir        {}", config.data_dir.display())?;
    writeln!(text, "models_dir      {}", config.models_dir.display())?;
    writeln!(text, "database_url    {}", shown_url(&config.database_url))?;
    for proxy in &config.trusted_proxies {
        writeln!(text, "trusted_proxy   {proxy}")?;
    }
    for provider in &config.providers {
        let key = if provider.key.is_some() {
            "with a key"
        } else {
            "without a key"
        };
        writeln!(
            text,
            "provider        {} at {}, {key}",
            provider.name,
            shown_url(&provider.base_url)
        )?;
    }
    for model in &config.models {
        let price = if model.prices.is_empty() {
            ", without a price: nobody may ask it"
        } else {
            ""
        };
        writeln!(
            text,
            "model           {} by {}{price}",
            model.llm.name.0,
            model.served_by()
        )?;
    }
    if let Some(problem) = tollgate::local_problem(config) {
        writeln!(text, "local model     cannot be used: {problem}")?;
    }
    let moderation = &config.moderation;
    writeln!(
        text,
        "moderation      by {}, {} if that fails",
        moderation.engine.name(),
        moderation.policy.on_failure.as_str()
    )?;
    let cache = &config.cache;
    let place = if config.redis_url.is_some() {
        "in Redis".to_owned()
    } else {
        format!("in at most {} bytes", cache.max_bytes)
    };
    let (scope, seconds) = (cache.sharing.as_str(), cache.ttl.as_secs());
    writeln!(text, "cache           for {scope}, {seconds} s, {place}")?;
    writeln!(text, "new accounts    {}", config.sign_up.mode.as_str())?;
    writeln!(text, "mail            {}", mail(config))?;
    if config.metrics_token.is_some() {
        writeln!(text, "metrics         for who has the token")?;
    }
    if config.alerts.allow_private_webhooks {
        writeln!(text, "webhooks        may lead into your network")?;
    }
    let defaults = &config.defaults;
    write!(
        text,
        "new chats       {}, temperature {}, at most {} tokens",
        defaults.llm.0, defaults.temperature, defaults.max_tokens
    )?;
    Ok(text)
}

fn mail(config: &Config) -> String {
    match &config.alerts.mail {
        None => "none; set SMTP_URL to send alerts".into(),
        Some(mail) => format!("by {}, from {}", mail.shown_url(), mail.from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let env = |name: &str| match name {
            "OPENAI_API_KEY" => Some("sk-secret".to_owned()),
            "OPENAI_BASE_URL" => Some("https://ada:secret@example.org/v1?key=secret".to_owned()),
            "SMTP_URL" => Some("smtps://ada:secret@mail.example.org:465".to_owned()),
            "SMTP_FROM" => Some("Tollgate <gate@example.org>".to_owned()),
            _ => None,
        };
        let text = describe(&Config::from_parts("", env).unwrap()).unwrap();
        assert!(
            text.contains("openai at https://…@example.org/v1?…"),
            "{text}"
        );
        assert!(
            text.contains("by smtps://…@mail.example.org:465, from Tollgate <gate@example.org>"),
            "{text}"
        );
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn a_model_without_a_price_is_pointed_out() {
        let toml = "[[providers]]\nname = \"lab\"\nbase_url = \"http://127.0.0.1:9/v1\"\n\
                    [[models]]\nname = \"m\"\nprovider = \"lab\"\ncontext = 8000\n";
        let text = describe(&Config::from_parts(toml, |_| None).unwrap()).unwrap();
        assert!(
            text.contains("m by lab, without a price: nobody may ask it"),
            "{text}"
        );
    }
}
