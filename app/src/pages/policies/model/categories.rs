//! All categories that something can find, and what each does.

use std::collections::BTreeSet;
use tollgate::config::{Config, TierModerationSection};
use tollgate::moderation::{Action, Policy, Rule};
use tollgate::store::Decided;
use tollgate::types::{Category, TierId, Verdict};

pub struct Row {
    pub category: Category,
    /// What counts; of a tier that says nothing, what counts for everybody.
    pub rule: Rule,
    /// Whether the tier says nothing of it.
    pub follows: bool,
    /// How often it stopped something in the last 30 days.
    pub stopped: u64,
}

/// For everybody, or for a tier.
pub fn rows(config: &Config, tier: Option<TierId>, decided: &Decided) -> Vec<Row> {
    let moderation = &config.moderation;
    let none = TierModerationSection::default();
    let own = tier.and_then(|tier| config.file().tier_moderation.get(&tier));
    let own = &own.unwrap_or(&none).categories;
    let policy: &Policy = match tier {
        Some(tier) => moderation.policy_of(tier),
        None => &moderation.policy,
    };
    let rows = all(config).into_iter().map(|category| Row {
        rule: policy.rule(&category),
        follows: tier.is_some() && !own.contains_key(category.name()),
        stopped: decided.by(&category, Verdict::Blocked),
        category,
    });
    rows.collect()
}

/// One's own first.
fn all(config: &Config) -> Vec<Category> {
    let file = config.file();
    let of_rules = file.moderation.rules.iter().map(|rule| &rule.category);
    let of_tiers = file.tier_moderation.values();
    let of_tiers = of_tiers.flat_map(|section| section.categories.keys());
    let named = of_rules
        .chain(file.moderation.categories.keys())
        .chain(of_tiers);
    let named: BTreeSet<_> = named.map(|name| Category::from(name.clone())).collect();
    let own = named.into_iter();
    let own = own.filter(|category| matches!(category, Category::Own(_)));
    own.chain(Category::KNOWN).collect()
}

impl Row {
    /// The word that is chosen; nothing where a tier follows.
    pub fn chosen(&self) -> &'static str {
        match self.follows {
            true => "",
            false => self.rule.action.as_str(),
        }
    }

    /// Whether the score matters.
    pub fn counts(&self) -> bool {
        self.rule.action != Action::Off
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_categories_come_first_and_a_tier_follows_where_it_says_nothing() {
        let toml = "[moderation.categories]\nhate = \"block\"\n\
            [[moderation.rules]]\ncategory = \"tickets\"\npatterns = ['TCK']\n\
            [[moderation.rules]]\ncategory = \"violence\"\nwords = [\"trebuchet\"]\n";
        let config = Config::from_parts(toml, |_| None).unwrap();
        let decided = Decided {
            by_category: vec![(Category::Hate, Verdict::Blocked, 3)],
            ..Decided::default()
        };
        let rows = rows(&config, Some(TierId::PRO), &decided);
        assert_eq!(rows.len(), 14);
        assert_eq!(rows[0].category.name(), "tickets");
        assert!(
            rows.iter()
                .all(|row| row.follows && row.chosen().is_empty())
        );
        let hate = rows
            .iter()
            .find(|row| row.category == Category::Hate)
            .unwrap();
        assert_eq!((hate.rule.action, hate.stopped), (Action::Block, 3));
    }
}
