//! Adds a rule of one's own, or changes one.

use super::super::model::{categories::is_usual, rule};
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// `which` is the number of the rule in its list, or `new`.
#[server(prefix = "/api/fn", endpoint = "save_rule", protocol = Call<Form>)]
pub async fn save_rule(
    version: i64,
    which: String,
    category: String,
    words: String,
    patterns: String,
    action: String,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::config::CategorySection;
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let rule = rule::read(&category, &words, &patterns)?;
    let mut section = policies.now().file().moderation.clone();
    let name = rule.category.clone();
    let before = section.categories.remove(&name);
    let chosen = CategorySection {
        action,
        threshold: before.and_then(|before| before.threshold),
    };
    if !is_usual(&name, &chosen) {
        section.categories.insert(name, chosen);
    }
    match which.parse::<usize>() {
        Ok(number) => *section.rules.get_mut(number).ok_or(Error::Stale)? = rule,
        Err(_) => section.rules.push(rule),
    }
    section.drop_what_nothing_finds();
    policies
        .set(&admin, Section::Moderation, version, Some(&section))
        .await?;
    server::say("Saved. It counts from the next question on.").await?;
    server::redirect(routes::POLICIES);
    Ok(())
}
