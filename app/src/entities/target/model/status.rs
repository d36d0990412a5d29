//! How providers do, in words.

use super::words::duration;
use crate::shared::lib::share::share;
use std::time::Duration;
use tollgate::gateway::{Lately, ProviderStatus};
use tollgate::types::{Health, Timestamp};

/// Between a number and its unit, which stay together.
const NB: char = '\u{a0}';

/// `42 s ago`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let past = at.until(now).as_secs();
    let shown = match past {
        0 => return "just now".into(),
        1..120 => format!("{past}{NB}s"),
        _ => duration(Duration::from_secs(past)),
    };
    format!("{shown} ago")
}

/// `0.1 %`; `–` where nothing was asked.
pub fn error_rate(lately: &Lately) -> String {
    share(lately.failed(), lately.attempts())
}

/// `0.61 s / 1.40 s`: in half and in 19 of 20 of all answers.
pub fn first_token(lately: &Lately) -> String {
    match (lately.median, lately.most) {
        (Some(median), Some(most)) => format!("{} / {}", duration(median), duration(most)),
        _ => "–".into(),
    }
}

/// The worst of the models there: a provider is as well as what fails at it.
pub fn worst(provider: &ProviderStatus) -> Health {
    let rank = |health: &Health| match health {
        Health::Closed => 0,
        Health::HalfOpen => 1,
        Health::Open => 2,
    };
    let states = provider.targets.iter().map(|target| target.health);
    states.max_by_key(rank).unwrap_or(Health::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::gateway::Minute;

    #[test]
    fn what_was_is_so_long_ago() {
        let now = Timestamp(0).plus_seconds(100);
        assert_eq!(ago(now, now), "just now");
        assert_eq!(
            ago(Timestamp(0).plus_seconds(97), now).replace(NB, " "),
            "3 s ago"
        );
        assert_eq!(
            ago(Timestamp(0).plus_seconds(-200), now).replace(NB, " "),
            "5 min ago"
        );
    }

    #[test]
    fn a_rate_is_of_what_was_asked() {
        let shown = |attempts, failed| {
            let minutes = vec![Minute {
                number: 0,
                attempts,
                failed,
            }];
            let lately = Lately {
                minutes,
                ..Lately::default()
            };
            error_rate(&lately).replace(NB, " ")
        };
        assert_eq!(shown(0, 0), "–");
        assert_eq!(
            (shown(1_000, 1), shown(7, 1)),
            ("0.1 %".into(), "14.3 %".into())
        );
        assert_eq!(first_token(&Lately::default()), "–");
    }
}
