//! What of the log is looked for, as the address says.

use crate::shared::routes;
use crate::shared::server::Place;
use form_urlencoded::Serializer;
use tollgate::store::{DecisionPlace, DecisionTurn};
use tollgate::types::{Category, Timestamp, Verdict};

/// Spans that can be chosen.
pub const DAYS: [u32; 3] = [1, 7, 30];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub verdict: Option<Verdict>,
    pub category: Option<Category>,
    pub email: String,
    pub days: Option<u32>,
}

impl Search {
    pub fn of(place: &Place) -> Self {
        let days = place.said("days").and_then(|days| days.parse().ok());
        Self {
            verdict: place.said("verdict").and_then(Verdict::from_word),
            category: place
                .said("category")
                .map(|name| Category::from(name.to_owned())),
            email: place.said("email").unwrap_or_default().trim().to_owned(),
            days: days.filter(|days| DAYS.contains(days)),
        }
    }

    pub fn since(&self, now: Timestamp) -> Option<Timestamp> {
        let days = i64::from(self.days?);
        Some(now.plus_seconds(-days * 86_400))
    }

    fn query(&self) -> Serializer<'static, String> {
        let mut query = Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        add("verdict", self.verdict.map_or("", Verdict::as_str));
        add(
            "category",
            self.category.as_ref().map_or("", Category::name),
        );
        add("email", &self.email);
        let days = self.days.map(|days| days.to_string());
        add("days", &days.unwrap_or_default());
        query
    }

    /// The address of what is found before or after a decision.
    pub fn at(&self, turn: &str, place: DecisionPlace) -> String {
        let mut query = self.query();
        query.append_pair(turn, &format!("{}_{}", place.at.0, place.id));
        format!("{}?{}", routes::MODERATION_LOG, query.finish())
    }

    /// The address of the same of one person.
    pub fn of_person(&self, email: &str) -> String {
        let one = Self {
            email: email.to_owned(),
            ..self.clone()
        };
        format!("{}?{}", routes::MODERATION_LOG, one.query().finish())
    }
}

/// From where on, as the address says.
pub fn turn(place: &Place) -> DecisionTurn {
    let named = |name| read(place.said(name)?);
    match (named("before"), named("after")) {
        (Some(place), _) => DecisionTurn::Before(place),
        (None, Some(place)) => DecisionTurn::After(place),
        (None, None) => DecisionTurn::Newest,
    }
}

fn read(text: &str) -> Option<DecisionPlace> {
    let (at, id) = text.split_once('_')?;
    Some(DecisionPlace {
        at: Timestamp(at.parse().ok()?),
        id: id.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::DecisionId;

    #[test]
    fn a_link_leads_to_what_it_says() {
        let query = "verdict=blocked&category=a+%26+b&email=ada%40example.org&days=7";
        let search = Search::of(&Place::new(routes::MODERATION_LOG, query));
        assert_eq!(search.category, Some(Category::Own("a & b".into())));
        let place = DecisionPlace {
            at: Timestamp(7),
            id: DecisionId::new(),
        };
        let link = search.at("after", place);
        let (path, query) = link.split_once('?').unwrap();
        let there = Place::new(path, query);
        assert_eq!(Search::of(&there), search);
        assert_eq!(turn(&there), DecisionTurn::After(place));
        assert_eq!(
            search.since(Timestamp(0)),
            Some(Timestamp(-7 * Timestamp::DAY))
        );
        let wrong = Place::new(routes::MODERATION_LOG, "verdict=none&days=8&before=7");
        assert_eq!(Search::of(&wrong), Search::default());
        assert_eq!(turn(&wrong), DecisionTurn::Newest);
    }
}
