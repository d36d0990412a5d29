//! Pages that the server draws alone. They need no script and carry none but a few lines; what is done on them is
//! done by plain forms.

use super::last_form::Sent;
use leptos::prelude::*;

/// The address of a page that is to be drawn.
#[derive(Clone, Debug)]
pub struct Place {
    path: String,
    query: Vec<(String, String)>,
}

impl Place {
    /// `query` is what stands behind the question mark.
    pub fn new(path: &str, query: &str) -> Self {
        let query = form_urlencoded::parse(query.as_bytes());
        Self {
            path: path.to_owned(),
            query: query.into_owned().collect(),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the query says under this name, unless it is empty.
    pub fn said(&self, name: &str) -> Option<&str> {
        let mut said = self.query.iter().filter(|(key, _)| key == name);
        said.next()
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All of the query, as a form that asked for the page sent it.
    pub fn form(&self) -> Sent {
        Sent::typed(self.query.clone())
    }

    /// The name that the rest of the path stands for, which may hold anything.
    pub fn named(&self, begin: &str) -> Option<String> {
        let rest = self.after(begin)?.replace('+', "%2B");
        let mut parts = form_urlencoded::parse(rest.as_bytes());
        parts.next().map(|(name, _)| name.into_owned())
    }

    /// The rest of the path: the id in `/admin/people/{id}` after `/admin/people/`.
    pub fn after(&self, begin: &str) -> Option<&str> {
        self.path.strip_prefix(begin)
    }
}

/// What the server drew.
pub struct Drawn {
    pub title: String,
    pub body: AnyView,
    /// How often the figures on it are fetched anew while somebody looks, in seconds.
    pub refresh: Option<u32>,
}

impl Drawn {
    pub fn new(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            body: body.into_any(),
            refresh: None,
        }
    }

    #[must_use]
    pub fn refreshed(self, seconds: u32) -> Self {
        Self {
            refresh: Some(seconds),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_knows_what_was_said() {
        let place = Place::new("/admin/people/7", "tier=Pro+plus&empty=&tier=other");
        assert_eq!(place.after("/admin/people/"), Some("7"));
        assert_eq!(place.after("/usage/"), None);
        let place_of = |path| Place::new(path, "").named("/admin/models/");
        assert_eq!(
            place_of("/admin/models/meta/a+b%20c").as_deref(),
            Some("meta/a+b c")
        );
        assert_eq!(place.said("tier"), Some("Pro plus"));
        assert_eq!((place.said("empty"), place.said("none")), (None, None));
    }
}
