//! Adds a pattern of one's own, or changes one.

use super::super::model::pattern;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// `which` is the number of the pattern in its list, or `new`.
#[server(prefix = "/api/fn", endpoint = "save_pattern", protocol = Call<Form>)]
pub async fn save_pattern(
    version: i64,
    which: String,
    name: String,
    pattern: String,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let mut section = policies.now().file().redaction.clone();
    let number = which.parse::<usize>().ok();
    if number.is_some_and(|number| number >= section.patterns.len()) {
        return Err(Error::Stale.into());
    }
    let mut others = section.patterns.clone();
    number.map(|number| others.remove(number));
    let read = pattern::read(&name, &pattern, &others)?;
    match number {
        Some(number) => section.patterns[number] = read,
        None => section.patterns.push(read),
    }
    policies
        .set(&admin, Section::Redaction, version, Some(&section))
        .await?;
    server::say("Saved. It counts from the next answer on.").await?;
    server::redirect(routes::POLICIES);
    Ok(())
}
