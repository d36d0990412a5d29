//! What of the configuration admins may set in the browser.

use super::{LlmName, TierId, Timestamp};
use std::fmt;

/// A section of the configuration.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Section {
    Moderation,
    /// What a tier's people may ask, where it differs from what all may.
    TierModeration(TierId),
    Redaction,
    Cache,
    SignUp,
    BaseLimit,
    Model(LlmName),
}

const MODERATION_OF_TIER: &str = "moderation/";
const MODEL: &str = "model/";

impl Section {
    /// Reads what [`fmt::Display`] wrote.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(tier) = name.strip_prefix(MODERATION_OF_TIER) {
            return tier.parse().ok().map(Self::TierModeration);
        }
        if let Some(model) = name.strip_prefix(MODEL) {
            return Some(Self::Model(LlmName(model.to_owned())));
        }
        let plain = [
            Self::Moderation,
            Self::Redaction,
            Self::Cache,
            Self::SignUp,
            Self::BaseLimit,
        ];
        plain
            .into_iter()
            .find(|section| section.to_string() == name)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moderation => f.write_str("moderation"),
            Self::TierModeration(tier) => write!(f, "{MODERATION_OF_TIER}{tier}"),
            Self::Redaction => f.write_str("redaction"),
            Self::Cache => f.write_str("cache"),
            Self::SignUp => f.write_str("signup"),
            Self::BaseLimit => f.write_str("base_limit"),
            Self::Model(name) => write!(f, "{MODEL}{}", name.0),
        }
    }
}

/// What an admin set in the browser, in place of what `tollgate.toml` says. Each change makes a new version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    pub section: Section,
    /// Rises by one with each change. Whoever changes it says which version was seen.
    pub version: i64,
    /// JSON, in the words of `tollgate.toml`; `None` where the file counts again.
    pub document: Option<String>,
    pub changed_at: Timestamp,
    /// The name of the account; `None` for the command line.
    pub changed_by: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_read_by_its_name() {
        for section in [
            Section::Moderation,
            Section::TierModeration(TierId::PRO),
            Section::Redaction,
            Section::Cache,
            Section::SignUp,
            Section::BaseLimit,
            Section::Model(LlmName("meta/llama".into())),
        ] {
            assert_eq!(Section::named(&section.to_string()), Some(section));
        }
        assert_eq!(Section::named("moderation/nobody"), None);
        assert_eq!(Section::named("listen"), None);
    }
}
