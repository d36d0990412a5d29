//! Pages that the server draws alone. They need no script and carry none but a few lines; what is done on them is
//! done by plain forms.

use super::last_form::Sent;
use leptos::prelude::*;

/// The address of a page that is to be drawn.
#[derive(Clone, Debug)]
pub struct Place {
    path: String,
    query: Vec<(String, String)>,
    /// A form that was sent to the page itself.
    tried: Option<Vec<(String, String)>>,
}

impl Place {
    /// `query` is what stands behind the question mark.
    pub fn new(path: &str, query: &str) -> Self {
        let query = form_urlencoded::parse(query.as_bytes());
        Self {
            path: path.to_owned(),
            query: query.into_owned().collect(),
            tried: None,
        }
    }

    /// The same with a form that was sent to it. What was typed stands in no address and no session.
    #[must_use]
    pub fn with_tried(self, body: &[u8]) -> Self {
        let tried = form_urlencoded::parse(body).into_owned().collect();
        Self {
            tried: Some(tried),
            ..self
        }
    }

    /// The form that was sent to it, if one was.
    pub fn tried(&self) -> Sent {
        self.tried.clone().map(Sent::typed).unwrap_or_default()
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// All of it, for a form that is sent to the page itself.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        match query.finish() {
            none if none.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
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

/// What stands in a `<textarea>`. Leptos writes it as it is, so it could end the field and go on as HTML; and
/// browsers pass over a line end at its beginning.
pub fn in_textarea(text: &str) -> String {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("\n{safe}")
}

#[cfg(test)]
mod tests {
    use super::{Place, in_textarea};
    use leptos::prelude::*;

    #[test]
    fn a_text_cannot_leave_its_field() {
        let text = "a & b</textarea><script>";
        let drawn = view! { <textarea>{in_textarea(text)}</textarea> }.to_html();
        assert!(
            drawn.contains("a &amp; b&lt;/textarea>&lt;script>"),
            "{drawn}"
        );
        assert_eq!(drawn.matches("</textarea>").count(), 1, "{drawn}");
    }

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
        let address = place.address();
        assert_eq!(address, "/admin/people/7?tier=Pro+plus&empty=&tier=other");
        assert_eq!((place.said("empty"), place.said("none")), (None, None));
        assert!(!place.tried().is_there());
        let tried = place.with_tried(b"text=a+b").tried();
        assert_eq!(tried.value("text", ""), "a b");
    }
}
