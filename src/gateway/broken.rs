//! What is read below an answer that went wrong after its first word, the same at every door.

use super::{UNREAD, UNSEARCHABLE};
use crate::provider::{OVERDUE, STALLED, UNREADABLE};
use crate::types::Failure;

/// The words for this failure of an answer by `provider`; `None`: it just ended.
pub fn broken_off(provider: &str, failure: Option<&Failure>) -> String {
    let code = failure.and_then(|failure| failure.code.as_deref());
    let what = match code {
        Some(UNSEARCHABLE) => {
            "The rest of this answer is withheld: it could not be searched for secrets.".to_owned()
        }
        Some(UNREAD) => "This answer was given up: nobody read it.".to_owned(),
        Some(STALLED) => format!("{provider} fell silent in the middle of the answer."),
        Some(OVERDUE) => format!("{provider} took too long, so the answer was ended here."),
        Some(UNREADABLE) => format!("{provider} went on with something that cannot be read."),
        _ => format!("{provider} broke off in the middle of the answer."),
    };
    format!("{what} What came was charged.")
}
