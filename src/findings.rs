//! Looks over what there is to work with, for the person who sets the program up.

use crate::config::{Config, ProviderConfig};
use crate::provider::Provider;
use crate::types::{Finding, Llm};

/// The database, the local model and the providers, also those that could be added.
pub(crate) fn findings(config: &Config, llms: &[Llm]) -> Vec<Finding> {
    let mut all = vec![database(&config.database_url), local(llms)];
    all.extend(config.providers.iter().map(provider));
    if !config.providers.iter().any(|one| one.name == "openai") {
        all.push(Finding {
            what: "OpenAI".into(),
            is_there: false,
            detail: "no key; set OPENAI_API_KEY to add it".into(),
        });
    }
    all
}

/// Why the model of this process cannot be used; `None` if it can, or in a build without one.
pub fn local_problem(config: &Config) -> Option<String> {
    Provider::local(config)?.check().err()
}

fn database(url: &str) -> Finding {
    let is_file = url.starts_with("sqlite");
    Finding {
        what: "Database".into(),
        is_there: true,
        detail: if is_file {
            "SQLite, one file"
        } else {
            "Postgres"
        }
        .into(),
    }
}

fn local(llms: &[Llm]) -> Finding {
    let model = llms.iter().find(|llm| llm.local);
    Finding {
        what: "Local model".into(),
        is_there: model.is_some(),
        detail: match model {
            Some(llm) => format!("{}, free, no key", llm.title),
            None => "its file is not in the models folder; make run fetches it".into(),
        },
    }
}

fn provider(provider: &ProviderConfig) -> Finding {
    let key = match provider.key {
        Some(_) => "key set",
        None => "asks for no key",
    };
    Finding {
        what: provider.title.clone(),
        is_there: true,
        detail: key.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(env: &[(&str, &str)]) -> Vec<(String, bool, String)> {
        let lookup = |name: &str| {
            let found = env.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let config = Config::from_parts("", lookup).unwrap();
        findings(&config, &[])
            .into_iter()
            .map(|finding| (finding.what, finding.is_there, finding.detail))
            .collect()
    }

    #[test]
    fn what_is_missing_says_how_to_add_it() {
        let missing = details(&[]);
        assert!(missing.contains(&(
            "OpenAI".into(),
            false,
            "no key; set OPENAI_API_KEY to add it".into()
        )));
        assert!(!missing[1].1, "no model file, no local model");
    }

    #[test]
    fn keys_are_said_to_be_set_and_not_shown() {
        let found = details(&[("OPENAI_API_KEY", "sk-secret")]);
        assert!(found.contains(&("OpenAI".into(), true, "key set".into())));
        assert!(!format!("{found:?}").contains("sk-secret"));
    }
}
