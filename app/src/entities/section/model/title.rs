//! Sections as people call them.

use tollgate::types::{Section, Tier};

/// `tiers` are all that there are.
pub fn title(section: &Section, tiers: &[Tier]) -> String {
    match section {
        Section::Moderation => "Moderation".into(),
        Section::TierModeration(id) => {
            let tier = tiers.iter().find(|tier| tier.id == *id);
            let name = tier.map_or("a tier", |tier| tier.name.as_str());
            format!("Moderation of {name}")
        }
        Section::Redaction => "Redaction".into(),
        Section::Cache => "Cache".into(),
        Section::SignUp => "Sign-up".into(),
        Section::BaseLimit => "Base limit".into(),
        Section::Model(name) => name.0.clone(),
    }
}
