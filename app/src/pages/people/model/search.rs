//! What the address of the list says.

use crate::shared::routes;
use crate::shared::server::Place;
use tollgate::store::{PeopleFilter, Turn};
use tollgate::types::{AccountId, Status, TierId};

/// What is looked for, as it stands in the form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Search {
    pub words: String,
    pub tier: Option<TierId>,
    pub status: Option<Status>,
}

impl Search {
    pub fn of(place: &Place) -> Self {
        Self {
            words: place.said("words").unwrap_or_default().to_owned(),
            tier: place.said("tier").and_then(|tier| tier.parse().ok()),
            status: place.said("status").and_then(Status::from_word),
        }
    }

    pub fn filter(&self) -> PeopleFilter {
        PeopleFilter {
            words: Some(self.words.clone()).filter(|words| !words.trim().is_empty()),
            tier: self.tier,
            status: self.status,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The address of another part of the same list.
    pub fn at(&self, turn: &str, from: AccountId) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.words.is_empty() {
            query.append_pair("words", &self.words);
        }
        if let Some(tier) = self.tier {
            query.append_pair("tier", &tier.to_string());
        }
        if let Some(status) = self.status {
            query.append_pair("status", status.as_str());
        }
        let query = query.append_pair(turn, &from.to_string()).finish();
        format!("{}?{query}", routes::PEOPLE)
    }
}

/// Which part of the list; what is no id is its beginning.
pub fn turn(place: &Place) -> Turn {
    let id = |name: &str| place.said(name).and_then(|id| id.parse().ok());
    match (id("after"), id("before")) {
        (Some(id), _) => Turn::After(id),
        (None, Some(id)) => Turn::Before(id),
        (None, None) => Turn::First,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_goes_on_with_what_is_looked_for() {
        let place = Place::new(
            "/admin/people",
            "words=Ada+%26+co&status=suspended&tier=none",
        );
        let search = Search::of(&place);
        assert_eq!((search.words.as_str(), search.tier), ("Ada & co", None));
        let id = AccountId::new();
        let next = search.at("after", id);
        assert_eq!(
            next,
            format!("/admin/people?words=Ada+%26+co&status=suspended&after={id}")
        );
        let (path, query) = next.split_once('?').unwrap();
        let there = Place::new(path, query);
        assert_eq!(
            (Search::of(&there), turn(&there)),
            (search, Turn::After(id))
        );
        assert!(Search::of(&Place::new("/admin/people", "words=")).is_empty());
    }
}
