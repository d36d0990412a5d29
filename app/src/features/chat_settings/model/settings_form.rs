//! The settings as they are typed, and what is wrong with them.

use tollgate::types::ChatSettings;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SettingsForm {
    pub system_prompt: String,
    pub temperature: String,
    pub max_tokens: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SettingsErrors {
    pub temperature: Option<&'static str>,
    pub max_tokens: Option<&'static str>,
}

impl SettingsForm {
    pub fn of(settings: &ChatSettings) -> Self {
        Self {
            system_prompt: settings.system_prompt.clone(),
            temperature: settings.temperature.to_string(),
            max_tokens: settings.max_tokens.to_string(),
        }
    }

    /// The settings with what was typed, or what is wrong.
    pub fn read(&self, before: &ChatSettings) -> Result<ChatSettings, SettingsErrors> {
        let temperature = self.temperature.trim().parse::<f32>().ok();
        let temperature = temperature.filter(|value| (0.0..=2.0).contains(value));
        let max_tokens = self
            .max_tokens
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|count| *count > 0);
        match (temperature, max_tokens) {
            (Some(temperature), Some(max_tokens)) => Ok(ChatSettings {
                llm: before.llm.clone(),
                system_prompt: self.system_prompt.trim().to_string(),
                temperature,
                max_tokens,
            }),
            _ => Err(SettingsErrors {
                temperature: temperature
                    .is_none()
                    .then_some("Write a number from 0 to 2."),
                max_tokens: max_tokens
                    .is_none()
                    .then_some("Write a whole number from 1."),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::LlmName;

    fn settings() -> ChatSettings {
        ChatSettings {
            llm: LlmName("m".into()),
            system_prompt: String::new(),
            temperature: 0.7,
            max_tokens: 1_000,
        }
    }

    #[test]
    fn what_was_not_touched_stays() {
        assert_eq!(
            SettingsForm::of(&settings()).read(&settings()),
            Ok(settings())
        );
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        let form = SettingsForm {
            temperature: "2.1".into(),
            max_tokens: "0".into(),
            ..SettingsForm::of(&settings())
        };
        let errors = form.read(&settings()).unwrap_err();
        assert!(errors.temperature.is_some() && errors.max_tokens.is_some());
        let form = SettingsForm {
            temperature: "nan".into(),
            ..SettingsForm::of(&settings())
        };
        assert!(form.read(&settings()).unwrap_err().temperature.is_some());
    }
}
