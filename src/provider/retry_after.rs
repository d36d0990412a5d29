//! How long a provider asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date.

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// A date is measured from the answer's own `Date`, so that no clock of ours has to be right.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let milliseconds = || number(text("retry-after-ms")?).map(|wait| wait / 1_000);
    let seconds = || number(text(RETRY_AFTER.as_str())?);
    let until = || {
        let then = httpdate::parse_http_date(text(RETRY_AFTER.as_str())?).ok()?;
        let now = httpdate::parse_http_date(text(DATE.as_str())?).ok()?;
        Some(then.duration_since(now).unwrap_or_default())
    };
    milliseconds().or_else(seconds).or_else(until)
}

fn number(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let name = name.parse().expect("a header's name");
                (name, HeaderValue::from_static(value))
            })
            .collect();
        read(&headers)
    }

    const NOON: (&str, &str) = ("date", "Fri, 31 Jul 2026 12:00:00 GMT");

    #[test]
    fn seconds_milliseconds_and_dates_are_understood() {
        let seconds = Duration::from_secs;
        assert_eq!(wait(&[("retry-after", "7")]), Some(seconds(7)));
        let both = [("retry-after", "7"), ("retry-after-ms", "1500")];
        assert_eq!(wait(&both), Some(Duration::from_millis(1_500)));
        let date = [NOON, ("retry-after", "Fri, 31 Jul 2026 12:01:30 GMT")];
        assert_eq!(wait(&date), Some(seconds(90)));
        let past = [NOON, ("retry-after", "Fri, 31 Jul 2026 11:00:00 GMT")];
        assert_eq!(wait(&past), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_is_no_wish() {
        for value in ["", "-1", "soon", "NaN", "inf", "1e300"] {
            assert_eq!(wait(&[NOON, ("retry-after", value)]), None, "{value}");
        }
    }
}
