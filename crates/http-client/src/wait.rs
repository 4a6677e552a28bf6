//! How long a vendor asks to wait.
//!
//! Moments are held against the vendor's own clock, which stands in the answer: no clock of ours is asked, and none has
//! to be right.

use std::time::{Duration, SystemTime};

/// The longest wait that is believed: one hour.
pub const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// `value` is a number of seconds or a date.
pub(crate) fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim();
    if value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty() {
        // Digits that overflow are a wait without end.
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    between(date?, httpdate::parse_http_date(value).ok()?)
}

/// `value` is a moment in seconds since 1970.
pub(crate) fn until(value: &str, date: &str) -> Option<Duration> {
    let seconds = Duration::from_secs(value.trim().parse().ok()?);
    between(date, SystemTime::UNIX_EPOCH.checked_add(seconds)?)
}

fn between(date: &str, moment: SystemTime) -> Option<Duration> {
    let now = httpdate::parse_http_date(date).ok()?;
    let wait = moment.duration_since(now).unwrap_or_default();
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    #[test]
    fn seconds_and_dates_are_read_and_capped() {
        for (value, date, wait) in [
            ("0", None, Some(0)),
            (" 120 ", None, Some(120)),
            ("99999999999999999999999", None, Some(3600)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(DATE), Some(30)),
            ("Sunday, 06-Nov-94 08:50:07 GMT", Some(DATE), Some(30)),
            ("Sun Nov  6 08:50:07 1994", Some(DATE), Some(30)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(DATE), Some(0)),
            ("Mon, 07 Nov 1994 08:49:37 GMT", Some(DATE), Some(3600)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", None, None),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some("yesterday"), None),
            ("", None, None),
            ("-1", None, None),
            ("1.5", None, None),
            ("soon", Some(DATE), None),
        ] {
            let expected = wait.map(Duration::from_secs);
            assert_eq!(retry_after(value, date), expected, "{value:?}");
        }
    }

    #[test]
    fn moments_are_held_against_the_vendors_clock() {
        for (value, wait) in [
            ("784111837", Some(60)),
            ("784111000", Some(0)),
            ("18446744073709551615", None),
            ("x", None),
        ] {
            assert_eq!(until(value, DATE), wait.map(Duration::from_secs), "{value}");
        }
    }
}
