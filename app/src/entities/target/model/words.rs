//! Times and states in words.

use std::time::Duration;
use tollgate::types::Health;

/// Between a number and its unit, which stay together.
const NB: char = '\u{a0}';

/// `41 ms`, `0.61 s`, `12 s`, `3 min`, `2 h`.
pub fn duration(time: Duration) -> String {
    let (ms, seconds) = (time.as_millis(), time.as_secs());
    match ms {
        0..100 => format!("{ms}{NB}ms"),
        100..10_000 => format!("{seconds}.{:02}{NB}s", ms % 1_000 / 10),
        10_000..120_000 => format!("{seconds}{NB}s"),
        120_000..7_200_000 => format!("{}{NB}min", seconds / 60),
        _ => format!("{}{NB}h", seconds / 3_600),
    }
}

pub fn health(health: Health) -> &'static str {
    match health {
        Health::Closed => "closed",
        Health::HalfOpen => "half-open",
        Health::Open => "open",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_digits_that_matter() {
        let times = [0, 41, 612, 9_999, 10_000, 119_000, 120_000, 7_200_000];
        let shown = times.map(|ms| duration(Duration::from_millis(ms)).replace(NB, " "));
        assert_eq!(
            shown,
            [
                "0 ms", "41 ms", "0.61 s", "9.99 s", "10 s", "119 s", "2 min", "2 h"
            ]
        );
    }
}
