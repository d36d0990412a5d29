//! What rules do, in words.

use tollgate::moderation::Action;
use tollgate::policies::Does;

/// As it is chosen.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Off => "let pass",
        Action::Flag => "note",
        Action::Block => "stop",
    }
}

/// As it is said of one text: a word and the tone of its badge.
pub fn does(does: Does) -> (&'static str, &'static str) {
    match does {
        Does::Stop => ("stop", "danger"),
        Does::Note => ("note", ""),
        Does::Redact => ("redact", "warn"),
        Does::Pass => ("let pass", "quiet"),
    }
}

/// The same of a rule that always does it.
pub fn tone(action: Action) -> &'static str {
    match action {
        Action::Off => "quiet",
        Action::Flag => "",
        Action::Block => "danger",
    }
}

/// The first letter large, as at the beginning of a line.
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}
