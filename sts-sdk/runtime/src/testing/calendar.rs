//! The four spellings of a moment that a query service reads and writes, in UTC and whole seconds.
//!
//! Times before 1970 are read as 1970: no request of today carries one.

use std::time::{Duration, SystemTime};

const DAY: u64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Beyond year 9999 the fixed-width forms have no spelling; later times are written as this second.
const LAST_SECOND: u64 = 253_402_300_799;

/// `20150830T123600Z`, as in `X-Amz-Date`.
pub fn basic(time: SystemTime) -> String {
    let t = Civil::of(time);
    format!("{:04}{:02}{:02}T{:02}{:02}{:02}Z", t.year, t.month, t.day, t.hour, t.minute, t.second)
}

/// `2015-08-30T12:36:00Z`, as in responses.
pub fn extended(time: SystemTime) -> String {
    let t = Civil::of(time);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.year, t.month, t.day, t.hour, t.minute, t.second)
}

/// `Sun, 30 Aug 2015 12:36:00 GMT`, as in the `Date` header.
pub fn http_date(time: SystemTime) -> String {
    let t = Civil::of(time);
    let weekday = WEEKDAYS.get(usize::try_from(t.days % 7).unwrap_or(0)).unwrap_or(&"Thu");
    let month = usize::try_from(t.month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).unwrap_or(&"Jan");
    format!("{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT", t.day, t.year, t.hour, t.minute, t.second)
}

/// Whole seconds since 1970.
pub fn epoch_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// Reads `20150830T123600Z`; anything else, also a date that no calendar has, is `None`.
pub fn parse_basic(text: &str) -> Option<SystemTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    assemble([date.get(0..4)?, date.get(4..6)?, date.get(6..)?], [time.get(0..2)?, time.get(2..4)?, time.get(4..)?])
}

/// Reads `2015-08-30T12:36:00Z`; anything else is `None`.
pub fn parse_extended(text: &str) -> Option<SystemTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-');
    let mut time = time.split(':');
    let parts = ([date.next()?, date.next()?, date.next()?], [time.next()?, time.next()?, time.next()?]);
    if date.next().is_some() || time.next().is_some() {
        return None;
    }
    assemble(parts.0, parts.1)
}

fn assemble([year, month, day]: [&str; 3], [hour, minute, second]: [&str; 3]) -> Option<SystemTime> {
    let year = digits(year, 4).filter(|year| *year >= 1970)?;
    let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
    let day = digits(day, 2).filter(|day| *day >= 1 && *day <= days_in_month(year, month))?;
    let hour = digits(hour, 2).filter(|hour| *hour < 24)?;
    let minute = digits(minute, 2).filter(|minute| *minute < 60)?;
    let second = digits(second, 2).filter(|second| *second < 60)?;
    let months: u64 = (1..month).map(|month| days_in_month(year, month)).sum();
    let days = days_before_year(year) + months + day - 1;
    let seconds = days * DAY + hour * 3600 + minute * 60 + second;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

fn digits(text: &str, width: usize) -> Option<u64> {
    if text.len() != width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

struct Civil {
    days: u64,
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

impl Civil {
    fn of(time: SystemTime) -> Self {
        let seconds = epoch_seconds(time).min(LAST_SECOND);
        let (days, in_day) = (seconds / DAY, seconds % DAY);
        let mut year = 1970 + days / 366;
        while days_before_year(year + 1) <= days {
            year += 1;
        }
        let mut day = days - days_before_year(year);
        let mut month = 1;
        while day >= days_in_month(year, month) {
            day -= days_in_month(year, month);
            month += 1;
        }
        Self { days, year, month, day: day + 1, hour: in_day / 3600, minute: in_day % 3600 / 60, second: in_day % 60 }
    }
}

fn days_before_year(year: u64) -> u64 {
    // Leap days of the years 1..=n.
    let leap_days = |n: u64| n / 4 - n / 100 + n / 400;
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

fn days_in_month(year: u64, month: u64) -> u64 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_moments() {
        let table = [
            (0, "19700101T000000Z", "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "20000229T000000Z", "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_440_938_160, "20150830T123600Z", "2015-08-30T12:36:00Z", "Sun, 30 Aug 2015 12:36:00 GMT"),
            (1_735_689_599, "20241231T235959Z", "2024-12-31T23:59:59Z", "Tue, 31 Dec 2024 23:59:59 GMT"),
            (4_107_542_400, "21000301T000000Z", "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
            (LAST_SECOND, "99991231T235959Z", "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ];
        for (seconds, as_basic, as_extended, as_http) in table {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(basic(time), as_basic);
            assert_eq!(extended(time), as_extended);
            assert_eq!(http_date(time), as_http);
            assert_eq!(parse_basic(as_basic), Some(time), "{as_basic}");
            assert_eq!(parse_extended(as_extended), Some(time), "{as_extended}");
        }
    }

    #[test]
    fn what_is_not_a_moment_is_refused() {
        for text in [
            "",
            "Z",
            "T",
            "20150830",
            "20150830T123600",
            "20150230T123600Z",
            "20151330T123600Z",
            "20150830T243600Z",
            "2015083AT123600Z",
            "19690830T123600Z",
            "20150830T1236000Z",
            "2015083éT123600Z",
            "+2150830T123600Z",
        ] {
            assert_eq!(parse_basic(text), None, "{text}");
        }
        for text in ["", "2015-08-30", "2015-08-30T12:36:00", "2015-08-30-01T12:36:00Z", "2015-8-30T12:36:00Z"] {
            assert_eq!(parse_extended(text), None, "{text}");
        }
    }

    #[test]
    fn times_out_of_range_are_clamped() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(5);
        assert_eq!(basic(before), "19700101T000000Z");
        let after = SystemTime::UNIX_EPOCH + Duration::from_secs(LAST_SECOND + 5);
        assert_eq!(basic(after), "99991231T235959Z");
    }
}
