//! What of the log is looked for, as the address says.

use crate::shared::routes;
use crate::shared::server::Place;
use tollgate::types::{Actor, AuditFilter, AuditPlace, AuditWhat};

/// Stands for the command line among the ids of accounts.
pub const COMMAND_LINE: &str = "command-line";

pub fn filter(place: &Place) -> AuditFilter {
    let by = place.said("by").and_then(|by| match by {
        COMMAND_LINE => Some(Actor::CommandLine),
        id => id.parse().ok().map(Actor::Account),
    });
    let what = place.said("what").and_then(AuditWhat::from_word);
    let of = place.said("of").and_then(|id| id.parse().ok());
    AuditFilter { by, what, of }
}

pub fn part(place: &Place) -> AuditPlace {
    let seq = |name| place.said(name).and_then(|seq| seq.parse().ok());
    match (seq("before"), seq("after")) {
        (Some(seq), _) => AuditPlace::Before(seq),
        (None, Some(seq)) => AuditPlace::After(seq),
        (None, None) => AuditPlace::Newest,
    }
}

pub fn word(by: Actor) -> String {
    match by {
        Actor::CommandLine => COMMAND_LINE.to_owned(),
        Actor::Account(id) => id.to_string(),
    }
}

/// The address of another part of what is looked for: `before` or `after` a row.
pub fn at(filter: AuditFilter, turn: &str, seq: i64) -> String {
    let by = filter.by.map(|by| format!("by={}&", word(by)));
    let what = filter.what.map(|what| format!("what={}&", what.as_str()));
    let of = filter.of.map(|of| format!("of={of}&"));
    let said = [by, what, of].map(Option::unwrap_or_default).concat();
    format!("{}?{said}{turn}={seq}", routes::AUDIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_what_it_says() {
        let of = "of=01890000-0000-7000-8000-000000000001";
        let said = format!("by=command-line&what=top_up&{of}&before=7");
        let place = Place::new(routes::AUDIT, &said);
        let filter = filter(&place);
        assert_eq!(filter.by, Some(Actor::CommandLine));
        assert_eq!(filter.what, Some(AuditWhat::TopUp));
        assert_eq!(part(&place), AuditPlace::Before(7));
        assert_eq!(
            at(filter, "after", 9),
            format!("/admin/audit?by=command-line&what=top_up&{of}&after=9")
        );
    }
}
