//! Times in few words.

use tollgate::types::{Day, Timestamp};

/// Of UTC: `11:31 UTC` today, else `3 Nov 2026`.
pub fn when(at: Timestamp, now: Timestamp) -> String {
    let day = Day::of(at);
    match day == Day::of(now) {
        true => format!("{} UTC", clock(at)),
        false => day.in_words(),
    }
}

/// Of UTC: `3 Nov 2026, 11:31`.
pub fn day_and_time(at: Timestamp) -> String {
    format!("{}, {}", Day::of(at).in_words(), clock(at))
}

/// `24 Nov, 00:00`, where that is so many minutes east of UTC.
pub fn day_and_time_at(at: Timestamp, utc_offset: i16) -> String {
    let local = local(at, utc_offset);
    format!("{}, {}", Day::of(local).without_year(), clock(local))
}

/// What a clock shows there, to read day and hours off it: not a moment.
pub fn local(at: Timestamp, utc_offset: i16) -> Timestamp {
    at.plus_seconds(60 * i64::from(utc_offset))
}

/// `11:40`.
pub fn clock(local: Timestamp) -> String {
    let minutes = local.as_seconds().div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_today_says_the_time() {
        let now = Timestamp(0).plus_seconds(2 * 86_400);
        assert_eq!(when(now.plus_seconds(3_660), now), "01:01 UTC");
        assert_eq!(when(Timestamp(0), now), "1 Jan 1970");
        assert_eq!(day_and_time(now.plus_seconds(3_660)), "3 Jan 1970, 01:01");
        assert_eq!(day_and_time_at(now, -90), "2 Jan, 22:30");
    }
}
