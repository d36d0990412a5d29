//! What comes of the boxes.

use crate::shared::server::{Rest, RestField, Sent};
use serde::{Deserialize, Serialize};
use tollgate::types::LlmName;
use tollgate::{Error, Result};

/// A box that is ticked is a field of this name with the model's behind it.
pub const BOX: &str = "llm:";

/// The models whose boxes are ticked; a form has no lists.
pub type Ticked = Rest<LlmName>;

impl RestField for LlmName {
    fn read(name: &str, _on: String) -> Option<Self> {
        name.strip_prefix(BOX).map(|llm| Self(llm.to_owned()))
    }

    fn write(&self) -> (String, String) {
        (format!("{BOX}{}", self.0), "on".to_owned())
    }
}

/// All models, or those whose boxes are ticked: two fields of a form.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WrittenList {
    /// `all` or `listed`.
    #[serde(default)]
    pub models: String,
    // Last, because it takes all that is left.
    #[serde(flatten)]
    pub ticked: Ticked,
}

impl WrittenList {
    pub fn of(list: Option<&Vec<LlmName>>) -> Self {
        Self {
            models: if list.is_none() { "all" } else { "listed" }.to_owned(),
            ticked: Rest(list.cloned().unwrap_or_default()),
        }
    }

    /// As it was sent, else as it is.
    pub fn sent(sent: &Sent, list: Option<&Vec<LlmName>>) -> Self {
        let now = Self::of(list);
        if !sent.is_there() {
            return now;
        }
        let ticked = sent
            .names()
            .filter_map(|name| LlmName::read(name, String::new()));
        Self {
            models: sent.value("models", now.models),
            ticked: Rest(ticked.collect()),
        }
    }

    /// # Errors
    /// [`Error::Invalid`] if neither is said.
    pub fn read(self) -> Result<Option<Vec<LlmName>>> {
        match self.models.as_str() {
            "all" => Ok(None),
            "listed" => Ok(Some(self.ticked.0)),
            _ => Err(Error::invalid(
                "models",
                "Choose all models, or only those that are ticked.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_box_is_no_model_and_not_all_of_them() {
        let read = |body: &str| {
            let written: WrittenList = serde_urlencoded::from_str(body).unwrap();
            written.read()
        };
        assert_eq!(read("models=all&llm%3Aecho=on").unwrap(), None);
        assert_eq!(read("models=listed").unwrap(), Some(Vec::new()));
        let listed = read("models=listed&llm%3Ameta%2Fllama=on").unwrap();
        assert_eq!(listed, Some(vec![LlmName("meta/llama".into())]));
        assert!(matches!(
            read(""),
            Err(Error::Invalid {
                field: "models",
                ..
            })
        ));
    }
}
