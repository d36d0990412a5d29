//! `tollgate check --providers`: what models the providers have. No model is asked anything.

use super::show;
use crate::failure::Failure;
use std::fmt::Write as _;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::gateway::{Models, Refreshed, Routes};

/// Beside a server that runs, too: nothing is written.
pub(super) async fn check(config: &Config) -> Result<(), Failure> {
    let routes = Routes::new(config, &Clock::real())?;
    let found = routes.refresh_models().await;
    let (text, wrong) = describe(&found)?;
    show(text.trim_end());
    match wrong {
        0 => Ok(()),
        wrong => Err(Failure::providers(wrong)),
    }
}

/// What is shown, and how much of it is wrong.
fn describe(found: &[Refreshed]) -> Result<(String, usize), Failure> {
    let (mut text, mut wrong) = (String::new(), 0);
    for Refreshed { provider, models } in found {
        match models {
            Ok(models) => {
                writeln!(text, "{provider}")?;
                wrong += list(&mut text, models)?;
            }
            Err(error) => {
                wrong += 1;
                writeln!(text, "{provider}\n  did not say: {error}")?;
            }
        }
    }
    Ok((text, wrong))
}

fn list(text: &mut String, models: &Models) -> Result<usize, Failure> {
    let mut missing = 0;
    for (target, known) in &models.configured {
        let (model, llm) = (&target.model, &target.llm.0);
        let name = match model == llm {
            true => model.clone(),
            false => format!("{model}, offered as {llm}"),
        };
        match known {
            true => writeln!(text, "  there          {name}")?,
            false => {
                missing += 1;
                writeln!(text, "  not there      {name}")?;
            }
        }
    }
    for model in &models.others {
        writeln!(text, "  not configured {model}")?;
    }
    Ok(missing)
}
