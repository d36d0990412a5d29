//! Chats by the day on which something was last said in them, as the reader's calendar has it.

use tollgate::types::{ChatSummary, Timestamp};

/// Where midnight is for the reader: minutes that are added to UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Zone {
    pub minutes: i64,
}

impl Zone {
    fn day(self, at: Timestamp) -> i64 {
        (at.0 + self.minutes * 60 * Timestamp::SECOND).div_euclid(Timestamp::DAY)
    }
}

/// Chats under the name of their day. The order is kept; a day without chats has no group.
pub fn by_day(
    chats: &[ChatSummary],
    now: Timestamp,
    zone: Zone,
) -> Vec<(&'static str, Vec<ChatSummary>)> {
    let mut groups: Vec<(&'static str, Vec<ChatSummary>)> = Vec::new();
    for chat in chats {
        let name = match zone.day(now) - zone.day(chat.active_at) {
            ..=0 => "Today",
            1 => "Yesterday",
            _ => "Earlier",
        };
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(chat.clone()),
            None => groups.push((name, vec![chat.clone()])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::ChatId;

    const HOUR: i64 = 3_600 * Timestamp::SECOND;

    fn chat(title: &str, at: i64) -> ChatSummary {
        ChatSummary {
            id: ChatId::new(),
            title: title.into(),
            active_at: Timestamp(at),
        }
    }

    fn shown(chats: &[ChatSummary], now: i64, minutes: i64) -> Vec<(&'static str, Vec<String>)> {
        by_day(chats, Timestamp(now), Zone { minutes })
            .into_iter()
            .map(|(name, chats)| (name, chats.into_iter().map(|chat| chat.title).collect()))
            .collect()
    }

    #[test]
    fn a_day_turns_at_the_readers_midnight() {
        let midnight = 20_000 * Timestamp::DAY;
        let chats = [
            chat("a", midnight + HOUR),
            chat("b", midnight - HOUR),
            chat("c", midnight - 30 * HOUR),
        ];
        let names = |a: &[&str]| a.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        assert_eq!(
            shown(&chats, midnight + 2 * HOUR, 0),
            [
                ("Today", names(&["a"])),
                ("Yesterday", names(&["b"])),
                ("Earlier", names(&["c"]))
            ]
        );
        assert_eq!(
            shown(&chats, midnight + 2 * HOUR, 120),
            [("Today", names(&["a", "b"])), ("Earlier", names(&["c"]))]
        );
    }

    #[test]
    fn a_clock_that_is_ahead_is_today() {
        assert_eq!(
            shown(&[chat("a", HOUR)], 0, 0),
            [("Today", vec!["a".to_string()])]
        );
    }
}
