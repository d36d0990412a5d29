//! Which conversation the address names, and whether it is another one than the page shows.

use tollgate::types::ChatId;
use uuid::Uuid;

/// A stay at one conversation. A new chat gets its address during the stay, which does not end it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// What is to be read from the server; `None` for a new chat.
    pub chat: Option<ChatId>,
    number: u32,
}

/// The chat in a path. What is no id names a chat that nobody has, so it fails like any foreign one.
pub fn chat_of(path: &str) -> Option<ChatId> {
    let id = path.strip_prefix("/c/")?;
    Some(id.parse().unwrap_or(ChatId(Uuid::nil())))
}

/// The stay after the address has become `chat`. `begun` is the chat that this page began itself.
pub fn visit(before: Option<&Visit>, chat: Option<ChatId>, begun: Option<ChatId>) -> Visit {
    match before {
        Some(stay) if stay.chat.is_none() && chat.is_some() && chat == begun => *stay,
        before => Visit {
            chat,
            number: before.map_or(0, |stay| stay.number + 1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_chat_or_none() {
        let id = ChatId::new();
        assert_eq!(chat_of("/"), None);
        assert_eq!(chat_of(&format!("/c/{id}")), Some(id));
        assert_eq!(chat_of("/c/nonsense"), Some(ChatId(Uuid::nil())));
    }

    #[test]
    fn a_new_chat_that_gets_its_address_stays() {
        let id = ChatId::new();
        let new = visit(None, None, None);
        assert_eq!(visit(Some(&new), Some(id), Some(id)), new);
    }

    #[test]
    fn every_other_change_is_another_visit() {
        let (begun, other) = (ChatId::new(), ChatId::new());
        let new = visit(None, None, None);
        let elsewhere = visit(Some(&new), Some(other), Some(begun));
        assert_eq!(elsewhere.chat, Some(other));
        let back = visit(Some(&elsewhere), Some(begun), Some(begun));
        assert_eq!(back.chat, Some(begun));
        assert_ne!(visit(Some(&new), None, Some(begun)), new);
    }
}
