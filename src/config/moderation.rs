//! Who judges texts before they go on, and what is made of it.

use super::{CategorySection, ConfigError, File, ModelConfig, ModerationSection, RuleSection};
use crate::moderation::{
    Action, Engine, Filter, Guard, Moderation, OnFailure, OwnRule, Policy, Rule,
};
use crate::types::{Category, LlmKind, LlmName, Score};

const OPENAI: &str = "omni-moderation-latest";
use std::collections::BTreeMap;

pub(super) fn moderation(file: &File, models: &[ModelConfig]) -> Result<Moderation, ConfigError> {
    let section = &file.moderation;
    let engine = engine(section, models)?;
    let rules: Vec<_> = section
        .rules
        .iter()
        .map(own_rule)
        .collect::<Result<_, _>>()?;
    let filter = Filter::new(engine == Engine::BuiltIn, &rules).map_err(|error| {
        ConfigError::new("tollgate.toml, [[moderation.rules]]", error.to_string())
    })?;
    let policy = policy(section, &rules)?;
    let tiers = file.tier_moderation.iter();
    let tiers = tiers.map(|(tier, section)| {
        let mut policy = policy.clone();
        set_categories(&mut policy, &section.categories, &rules)?;
        Ok((*tier, policy))
    });
    Ok(Moderation {
        tiers: tiers.collect::<Result<_, ConfigError>>()?,
        policy,
        filter,
        engine,
    })
}

fn fail(key: &str, message: impl Into<String>) -> ConfigError {
    ConfigError::new(format!("tollgate.toml, [moderation] {key}"), message)
}

fn engine(section: &ModerationSection, models: &[ModelConfig]) -> Result<Engine, ConfigError> {
    let model = section.model.as_deref();
    match (section.engine.as_deref().unwrap_or("built-in"), model) {
        ("built-in", None) => Ok(Engine::BuiltIn),
        ("built-in", Some(_)) => Err(fail("model", "the built-in engine asks no model")),
        ("openai", model) => {
            let name = known(model.unwrap_or(OPENAI), LlmKind::Moderation, models)?;
            Ok(Engine::Moderations(name))
        }
        ("llama-guard", Some(name)) => {
            let name = known(name, LlmKind::Chat, models)?;
            Ok(Engine::Guard(Guard::Trained, name))
        }
        ("chat", Some(name)) => {
            let name = known(name, LlmKind::Chat, models)?;
            Ok(Engine::Guard(Guard::Told, name))
        }
        ("llama-guard" | "chat", None) => Err(fail("model", "say which model judges")),
        (other, _) => Err(fail(
            "engine",
            format!("there is no engine `{other}`; there are: built-in, openai, llama-guard, chat"),
        )),
    }
}

fn known(name: &str, kind: LlmKind, models: &[ModelConfig]) -> Result<LlmName, ConfigError> {
    let model = models.iter().find(|model| model.llm.name.0 == name);
    match model {
        None => Err(fail("model", format!("there is no model `{name}`"))),
        Some(model) if model.llm.kind != kind => Err(fail(
            "model",
            format!(
                "this engine asks a model of the kind `{}`, and `{name}` is none",
                kind.as_str()
            ),
        )),
        Some(model) => Ok(model.llm.name.clone()),
    }
}

fn own_rule(section: &RuleSection) -> Result<OwnRule, ConfigError> {
    let place = format!("tollgate.toml, [[moderation.rules]] {}", section.category);
    if section.category.trim().is_empty() {
        return Err(ConfigError::new(place, "give it a category"));
    }
    if section.words.is_empty() && section.patterns.is_empty() {
        return Err(ConfigError::new(place, "it has neither words nor patterns"));
    }
    let rule = OwnRule {
        category: Category::from(section.category.clone()),
        words: section.words.clone(),
        patterns: section.patterns.clone(),
    };
    // Once alone, so that an error names its rule.
    match Filter::new(false, std::slice::from_ref(&rule)) {
        Ok(_) => Ok(rule),
        Err(error) => Err(ConfigError::new(place, error.to_string())),
    }
}

fn policy(section: &ModerationSection, rules: &[OwnRule]) -> Result<Policy, ConfigError> {
    let mut policy = Policy::default();
    policy.keep_text = section.keep_text.unwrap_or(false);
    policy.on_failure = match section.on_failure.as_deref() {
        None | Some("closed") => OnFailure::Closed,
        Some("open") => OnFailure::Open,
        Some(other) => {
            return Err(fail(
                "on_failure",
                format!("`{other}` is neither closed nor open"),
            ));
        }
    };
    // Whoever makes a category wants what it finds refused.
    for rule in rules {
        if let Category::Own(_) = rule.category {
            policy.set(rule.category.clone(), Rule::new(Action::Block));
        }
    }
    set_categories(&mut policy, &section.categories, rules)?;
    Ok(policy)
}

fn set_categories(
    policy: &mut Policy,
    sections: &BTreeMap<String, CategorySection>,
    rules: &[OwnRule],
) -> Result<(), ConfigError> {
    for (name, section) in sections {
        let category = Category::from(name.clone());
        let threshold = section.threshold.unwrap_or(0.5);
        let fail = |message: String| fail(&format!("categories.\"{name}\""), message);
        if let Category::Own(_) = category
            && !can_be_found(&category, rules)
        {
            let known: Vec<_> = Category::KNOWN.iter().map(Category::name).collect();
            let known = known.join(", ");
            return Err(fail(format!(
                "nothing finds this category; there are those of your rules, {known}"
            )));
        }
        if !(0.001..=1.0).contains(&threshold) {
            return Err(fail(format!(
                "the threshold {threshold} is outside 0.001 to 1"
            )));
        }
        let rule = Rule {
            action: action(&section.action).ok_or_else(|| {
                fail(format!(
                    "`{}` is neither off nor flag nor block",
                    section.action
                ))
            })?,
            threshold: Score::of(threshold),
        };
        policy.set(category, rule);
    }
    Ok(())
}

fn can_be_found(category: &Category, rules: &[OwnRule]) -> bool {
    rules.iter().any(|rule| &rule.category == category) || Guard::finds(category)
}

impl ModerationSection {
    /// Forgets what categories do that nothing finds any more; they would be refused.
    pub fn drop_what_nothing_finds(&mut self) {
        let rules = &self.rules;
        self.categories
            .retain(|name, _| match Category::from(name.clone()) {
                own @ Category::Own(_) => {
                    rules.iter().any(|rule| rule.category == *name) || Guard::finds(&own)
                }
                _ => true,
            });
    }
}

fn action(word: &str) -> Option<Action> {
    Action::ALL
        .into_iter()
        .find(|action| action.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigError};
    use super::*;

    const MODELS: &str = "[[providers]]\nname = \"p\"\nbase_url = \"http://127.0.0.1:1/v1\"\n\
        [[models]]\nname = \"guard\"\nprovider = \"p\"\ncontext = 8000\nprice = { input = \"1\", output = \"1\" }\n\
        [[models]]\nname = \"omni-moderation-latest\"\nkind = \"moderation\"\nprovider = \"p\"\ncontext = 8000\nprice = { input = \"0\" }\n";

    fn read(toml: &str) -> Result<Moderation, ConfigError> {
        let config = Config::from_parts(&format!("{toml}{MODELS}"), |_| None)?;
        Ok(config.moderation)
    }

    fn refused(toml: &str) -> String {
        read(toml).unwrap_err().to_string()
    }

    #[test]
    fn without_a_word_the_built_in_engine_judges_and_failures_refuse() {
        let read = read("").unwrap();
        assert_eq!(read.engine, Engine::BuiltIn);
        assert_eq!(read.policy, Policy::default());
        assert!(!read.policy.keep_text);
    }

    #[test]
    fn an_engine_asks_a_model_of_its_kind() {
        for (engine, model, expected) in [
            ("openai", "", Engine::Moderations(LlmName(OPENAI.into()))),
            (
                "llama-guard",
                "guard",
                Engine::Guard(Guard::Trained, LlmName("guard".into())),
            ),
            (
                "chat",
                "guard",
                Engine::Guard(Guard::Told, LlmName("guard".into())),
            ),
        ] {
            let model = match model {
                "" => String::new(),
                name => format!("model = \"{name}\"\n"),
            };
            let toml = format!("[moderation]\nengine = \"{engine}\"\n{model}");
            assert_eq!(read(&toml).unwrap().engine, expected);
        }
        for (toml, reason) in [
            ("engine = \"chat\"\n", "say which model judges"),
            (
                "engine = \"chat\"\nmodel = \"none\"\n",
                "there is no model `none`",
            ),
            (
                "engine = \"openai\"\nmodel = \"guard\"\n",
                "of the kind `moderation`",
            ),
            (
                "engine = \"chat\"\nmodel = \"omni-moderation-latest\"\n",
                "of the kind `chat`",
            ),
            ("model = \"guard\"\n", "the built-in engine asks no model"),
            ("engine = \"magic\"\n", "there are: built-in, openai"),
        ] {
            let told = refused(&format!("[moderation]\n{toml}"));
            assert!(told.contains(reason), "{told}");
        }
    }

    #[test]
    fn own_rules_block_unless_their_category_says_otherwise() {
        let rule = "[[moderation.rules]]\ncategory = \"names\"\nwords = [\"Project Falcon\"]\npatterns = ['TCK-[0-9]+']\n";
        let names = Category::Own("names".into());
        let policy = read(rule).unwrap().policy;
        assert_eq!(policy.rule(&names), Rule::new(Action::Block));
        let set = "[moderation.categories]\nnames = { action = \"flag\", threshold = 0.7 }\nviolence = \"off\"\n";
        let policy = read(&format!("{set}{rule}")).unwrap().policy;
        let (action, threshold) = (Action::Flag, Score::thousandths(700));
        assert_eq!(policy.rule(&names), Rule { action, threshold });
        assert_eq!(policy.rule(&Category::Violence).action, Action::Off);
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_its_place() {
        let rule = |rest: &str| refused(&format!("[[moderation.rules]]\ncategory = \"a\"\n{rest}"));
        let told = rule("patterns = ['(']\n");
        assert!(
            told.starts_with("tollgate.toml, [[moderation.rules]] a: `(` is not"),
            "{told}"
        );
        assert!(rule("").contains("neither words nor patterns"));
        let category = |line: &str| refused(&format!("[moderation.categories]\n{line}\n"));
        assert!(category("hatred = \"flag\"").contains("nothing finds this category"));
        assert!(category("hate = \"forbid\"").contains("neither off nor flag nor block"));
        let told = category("hate = { action = \"block\", threshold = 1.5 }");
        assert!(told.contains("outside 0.001 to 1"), "{told}");
        assert!(
            refused("[moderation]\non_failure = \"ajar\"\n").contains("neither closed nor open")
        );
    }
}
