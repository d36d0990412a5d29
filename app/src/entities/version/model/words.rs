//! Times in words.

use tollgate::types::{Day, Timestamp};

/// `11:31 UTC` today, else `3 Nov 2026`.
pub fn when(at: Timestamp, now: Timestamp) -> String {
    let day = Day::of(at);
    if day != Day::of(now) {
        return day.in_words();
    }
    let minutes = at.as_seconds().div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_today_says_the_time() {
        let now = Timestamp(0).plus_seconds(2 * 86_400);
        assert_eq!(when(now.plus_seconds(3_660), now), "01:01 UTC");
        assert_eq!(when(Timestamp(0), now), "1 Jan 1970");
    }
}
