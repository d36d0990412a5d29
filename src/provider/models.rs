//! The models that a provider has, in no provider's words.

/// A part of a provider's list of models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelPage {
    /// As the provider calls them.
    pub names: Vec<String>,
    /// What to ask for the next part with, if there is one.
    pub next: Option<String>,
}

/// A query that asks for the part behind `after`.
pub(super) fn page(url: String, size: &str, after: Option<(&str, &str)>) -> String {
    let Some((name, value)) = after else {
        return format!("{url}?{size}");
    };
    let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    format!("{url}?{size}&{name}={value}")
}
