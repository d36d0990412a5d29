//! Which secrets are taken out of answers: the built-in rules but those that are switched off, and patterns of
//! one's own.

use super::{ConfigError, RedactionSection};
use crate::redact::{Rule, Rules, RulesError, built_in};

pub(super) fn rules(section: &RedactionSection) -> Result<Rules, ConfigError> {
    if section.off.is_empty() && section.patterns.is_empty() {
        return Ok(Rules::built_in());
    }
    let mut rules = built_in();
    for name in &section.off {
        if !built_in().iter().any(|rule| &rule.name == name) {
            let mut known: Vec<_> = built_in().into_iter().map(|rule| rule.name).collect();
            known.dedup();
            let message = format!(
                "there is no built-in rule `{name}`; there are: {}",
                known.join(", ")
            );
            return Err(ConfigError::new("tollgate.toml, [redaction] off", message));
        }
        rules.retain(|rule| &rule.name != name);
    }
    for own in &section.patterns {
        let is_taken = |rule: &Rule| rule.name == own.name;
        if own.name.trim().is_empty() || rules.iter().any(is_taken) {
            let message = "give it a name that no other rule has";
            return Err(ConfigError::new(place(&own.name), message));
        }
        rules.push(Rule::new(&own.name, &own.pattern));
    }
    Rules::new(&rules).map_err(refused)
}

fn refused(error: RulesError) -> ConfigError {
    match error.rule {
        Some(name) => ConfigError::new(place(&name), error.why.to_string()),
        None => ConfigError::new("tollgate.toml, [redaction]", error.why.to_string()),
    }
}

fn place(name: &str) -> String {
    format!("tollgate.toml, [[redaction.patterns]] {name}")
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigError};

    fn names(toml: &str) -> Result<Vec<String>, ConfigError> {
        let config = Config::from_parts(toml, |_| None)?;
        Ok(config.redaction.names().map(str::to_owned).collect())
    }

    fn pattern(name: &str, pattern: &str) -> String {
        format!("[[redaction.patterns]]\nname = \"{name}\"\npattern = '{pattern}'\n")
    }

    #[test]
    fn built_in_rules_are_on_until_they_are_switched_off_and_ones_own_join_them() {
        let all = names("").unwrap();
        assert!(all.contains(&"password".to_owned()));
        let off = "[redaction]\noff = [\"password\", \"jwt\"]\n";
        let fewer = names(&(off.to_owned() + &pattern("ticket", "TCK-[0-9]{6}"))).unwrap();
        assert!(!fewer.contains(&"password".to_owned()) && !fewer.contains(&"jwt".to_owned()));
        assert_eq!(fewer.last().map(String::as_str), Some("ticket"));
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_its_place() {
        let error = names(&pattern("all", "a.*b")).unwrap_err();
        assert_eq!(error.place, "tollgate.toml, [[redaction.patterns]] all");
        assert!(error.message.contains("unbounded hold-back"), "{error}");
        let error = names(&pattern("open", "(a")).unwrap_err();
        assert!(
            error.message.contains("not a regular expression"),
            "{error}"
        );
        let error = names(&pattern("jwt", "a")).unwrap_err();
        assert_eq!(error.place, "tollgate.toml, [[redaction.patterns]] jwt");
        let error = names("[redaction]\noff = [\"passwords\"]\n").unwrap_err();
        assert_eq!(error.place, "tollgate.toml, [redaction] off");
        assert!(error.message.contains("there are: openai-key, "), "{error}");
    }
}
