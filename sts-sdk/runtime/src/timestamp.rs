//! Points in time as the wire writes them: RFC 3339, seconds since 1970, HTTP dates, and signing dates.
//! Knows no time zone but UTC and the offsets written in a text; reads no clock.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The three forms that Smithy's `timestampFormat` trait names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339: `2015-01-25T08:00:00Z`. awsQuery's default.
    DateTime,
    /// Seconds since 1970-01-01T00:00:00Z, with a fraction where there is one: `1422172800.5`.
    EpochSeconds,
    /// IMF-fixdate of RFC 9110: `Sun, 25 Jan 2015 08:00:00 GMT`.
    HttpDate,
}

/// The text of `time`; see [`write()`].
#[must_use]
pub fn format(time: SystemTime, format: TimestampFormat) -> String {
    let mut text = String::with_capacity(32);
    write(&mut text, time, format);
    text
}

/// Appends `time` to `out`. A fraction of a second appears only where it is not zero, cut to microseconds
/// and of its trailing zeros; HTTP dates have none. Calendar forms have four digits for the year: a time
/// before year 0 or after year 9999 is written as the first or the last second they can express.
pub fn write(out: &mut String, time: SystemTime, format: TimestampFormat) {
    let instant = Instant::from(time);
    match format {
        TimestampFormat::DateTime => {
            let c = instant.calendar();
            push_digits(out, c.year, 4);
            for (separator, value) in [('-', c.month), ('-', c.day), ('T', c.hour), (':', c.minute), (':', c.second)] {
                out.push(separator);
                push_digits(out, value, 2);
            }
            push_fraction(out, c.nanos);
            out.push('Z');
        }
        TimestampFormat::EpochSeconds => {
            // -1.25 s is held as -2 s and 750,000,000 ns, and is written as the decimal that it is.
            let micros = i128::from(instant.seconds) * 1_000_000 + i128::from(instant.nanos / 1000);
            if micros < 0 {
                out.push('-');
            }
            let micros = micros.unsigned_abs();
            out.push_str(&(micros / 1_000_000).to_string());
            push_fraction(out, u32::try_from(micros % 1_000_000).unwrap_or(0) * 1000);
        }
        TimestampFormat::HttpDate => {
            let c = instant.calendar();
            let weekday = usize::try_from((c.days + 4).rem_euclid(7)).ok().and_then(|day| WEEKDAYS.get(day));
            let month = usize::try_from(c.month - 1).ok().and_then(|month| MONTHS.get(month));
            out.push_str(weekday.unwrap_or(&""));
            out.push_str(", ");
            push_digits(out, c.day, 2);
            out.push(' ');
            out.push_str(month.unwrap_or(&""));
            out.push(' ');
            push_digits(out, c.year, 4);
            for (separator, value) in [(' ', c.hour), (':', c.minute), (':', c.second)] {
                out.push(separator);
                push_digits(out, value, 2);
            }
            out.push_str(" GMT");
        }
    }
}

/// Reads `text`, which must be nothing but the timestamp.
///
/// RFC 3339 takes any offset, `T` or `t`, `Z` or `z`; seconds since 1970 take a sign; all three take up to nine
/// digits of fraction. Second 60 is read as the first second of the next minute.
///
/// # Errors
///
/// The text has another form, names a date that the calendar lacks, or lies outside what `SystemTime` holds.
pub fn parse(text: &str, format: TimestampFormat) -> Result<SystemTime, ParseError> {
    let mut rest = Rest(text.as_bytes());
    let instant = match format {
        TimestampFormat::DateTime => rest.date_time(),
        TimestampFormat::EpochSeconds => rest.epoch_seconds(),
        TimestampFormat::HttpDate => rest.http_date(),
    };
    instant.filter(|_| rest.0.is_empty()).and_then(Instant::system_time).ok_or(ParseError(format))
}

/// A text that is not a timestamp of the form it should have. Does not repeat the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError(TimestampFormat);

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            TimestampFormat::DateTime => "not an RFC 3339 date and time",
            TimestampFormat::EpochSeconds => "not a number of seconds since 1970",
            TimestampFormat::HttpDate => "not an HTTP date",
        })
    }
}

impl std::error::Error for ParseError {}

/// The form that signatures use: `20150830T123600Z`. Years are cut off as in [`write()`].
#[must_use]
pub fn amz_date(time: SystemTime) -> AmzDate {
    let c = Instant::from(time).calendar();
    let mut text = *b"00000000T000000Z";
    put_digits(&mut text[0..4], c.year);
    put_digits(&mut text[4..6], c.month);
    put_digits(&mut text[6..8], c.day);
    put_digits(&mut text[9..11], c.hour);
    put_digits(&mut text[11..13], c.minute);
    put_digits(&mut text[13..15], c.second);
    AmzDate(text)
}

/// Reads `20150830T123600Z`, the value of an `X-Amz-Date` header or parameter.
///
/// # Errors
///
/// The text has another form or names a date that the calendar lacks.
pub fn parse_amz_date(text: &str) -> Result<SystemTime, ParseError> {
    let mut rest = Rest(text.as_bytes());
    let instant = rest.amz_date();
    let error = ParseError(TimestampFormat::DateTime);
    instant.filter(|_| rest.0.is_empty()).and_then(Instant::system_time).ok_or(error)
}

/// A signing date, without an allocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AmzDate([u8; 16]);

impl AmzDate {
    /// `20150830T123600Z`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `20150830`, the day of a credential scope.
    #[must_use]
    pub fn date(&self) -> &str {
        std::str::from_utf8(&self.0[..8]).unwrap_or_default()
    }
}

impl fmt::Display for AmzDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for AmzDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SECONDS_PER_DAY: i64 = 86_400;
/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const CALENDAR: (i64, i64) = (-62_167_219_200, 253_402_300_799);

/// Whole seconds since 1970, rounded down, and the nanoseconds past them.
#[derive(Clone, Copy)]
struct Instant {
    seconds: i64,
    nanos: u32,
}

/// A UTC date and time of day.
struct Calendar {
    days: i64,
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
}

impl From<SystemTime> for Instant {
    fn from(time: SystemTime) -> Self {
        let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self { seconds: whole(after), nanos: after.subsec_nanos() },
            Err(before) => {
                let before = before.duration();
                match before.subsec_nanos() {
                    0 => Self { seconds: -whole(before), nanos: 0 },
                    nanos => Self { seconds: -whole(before).saturating_add(1), nanos: 1_000_000_000 - nanos },
                }
            }
        }
    }
}

impl Instant {
    fn system_time(self) -> Option<SystemTime> {
        let seconds = Duration::from_secs(self.seconds.unsigned_abs());
        let whole = if self.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
        whole?.checked_add(Duration::from_nanos(self.nanos.into()))
    }

    fn calendar(self) -> Calendar {
        let (first, last) = CALENDAR;
        let seconds = self.seconds.clamp(first, last);
        let nanos = if seconds == self.seconds { self.nanos } else { 0 };
        let (days, of_day) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
        let (year, month, day) = date_of(days);
        Calendar { days, year, month, day, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60, nanos }
    }
}

/// Years are counted from March, which puts the leap day at their end; 400 of them are 146,097 days, and day 0 of
/// that count, 0000-03-01, lies 719,468 days before 1970.
const DAYS_PER_ERA: i64 = 146_097;
const DAYS_TO_1970: i64 = 719_468;

fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year.div_euclid(400) * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let of_era = days.rem_euclid(DAYS_PER_ERA);
    // Leap days of 4, 100 and 400 years taken out, every year has 365 days.
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = days.div_euclid(DAYS_PER_ERA) * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Fills `slots` with the last digits of `value`.
fn put_digits(slots: &mut [u8], mut value: i64) {
    for slot in slots.iter_mut().rev() {
        *slot = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}

fn push_digits(out: &mut String, value: i64, width: usize) {
    let mut slots = [0; 4];
    put_digits(&mut slots, value);
    out.extend(slots.iter().skip(4 - width).map(|digit| char::from(*digit)));
}

fn push_fraction(out: &mut String, nanos: u32) {
    let micros = nanos / 1000;
    if micros > 0 {
        out.push('.');
        let mut slots = [0; 6];
        put_digits(&mut slots, micros.into());
        out.extend(slots.iter().map(|digit| char::from(*digit)));
        out.truncate(out.trim_end_matches('0').len());
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn date_time(&mut self) -> Option<Instant> {
        let year = self.number(4)?;
        self.any(b"-")?;
        let month = self.number(2)?;
        self.any(b"-")?;
        let day = self.number(2)?;
        self.any(b"Tt")?;
        let instant = self.time_of_day(year, month, day)?;
        let offset = match self.any(b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let hours = self.number(2).filter(|hours| *hours < 24)?;
                self.any(b":")?;
                let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
                let offset = hours * 3600 + minutes * 60;
                if sign == b'-' { -offset } else { offset }
            }
            _ => 0,
        };
        Some(Instant { seconds: instant.seconds - offset, ..instant })
    }

    fn http_date(&mut self) -> Option<Instant> {
        self.name(&WEEKDAYS)?;
        self.any(b",")?;
        self.any(b" ")?;
        let day = self.number(2)?;
        self.any(b" ")?;
        let month = self.name(&MONTHS)? + 1;
        self.any(b" ")?;
        let year = self.number(4)?;
        self.any(b" ")?;
        let instant = self.time_of_day(year, month, day)?;
        self.0 = self.0.strip_prefix(b" GMT")?;
        Some(instant)
    }

    fn epoch_seconds(&mut self) -> Option<Instant> {
        let negative = self.any(b"+-") == Some(b'-');
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (whole, rest) = self.0.split_at_checked(digits)?;
        let whole: i64 = std::str::from_utf8(whole).ok()?.parse().ok()?;
        self.0 = rest;
        Some(match (negative, self.fraction()?) {
            (false, nanos) => Instant { seconds: whole, nanos },
            (true, 0) => Instant { seconds: -whole, nanos: 0 },
            (true, nanos) => Instant { seconds: (-whole).checked_sub(1)?, nanos: 1_000_000_000 - nanos },
        })
    }

    fn amz_date(&mut self) -> Option<Instant> {
        let (year, month, day) = (self.number(4)?, self.number(2)?, self.number(2)?);
        self.any(b"T")?;
        let (hour, minute, second) = (self.number(2)?, self.number(2)?, self.number(2)?);
        self.any(b"Z")?;
        instant(year, month, day, (hour, minute, second), 0)
    }

    /// `08:49:37`, with a fraction where there is one.
    fn time_of_day(&mut self, year: i64, month: i64, day: i64) -> Option<Instant> {
        let hour = self.number(2)?;
        self.any(b":")?;
        let minute = self.number(2)?;
        self.any(b":")?;
        let second = self.number(2)?;
        let nanos = self.fraction()?;
        instant(year, month, day, (hour, minute, second), nanos)
    }

    fn number(&mut self, width: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
    }

    /// Nanoseconds; zero where no `.` follows.
    fn fraction(&mut self) -> Option<u32> {
        let Some(rest) = self.0.strip_prefix(b".") else {
            return Some(0);
        };
        let width = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&width) {
            return None;
        }
        self.0 = rest;
        let number = u32::try_from(self.number(width)?).ok()?;
        Some(number * 10_u32.pow(9 - u32::try_from(width).ok()?))
    }

    fn any(&mut self, accepted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        accepted.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// The place of the name that comes next.
    fn name(&mut self, names: &[&str]) -> Option<i64> {
        let (name, rest) = self.0.split_at_checked(3)?;
        self.0 = rest;
        names.iter().position(|candidate| candidate.as_bytes() == name).and_then(|place| i64::try_from(place).ok())
    }
}

fn instant(year: i64, month: i64, day: i64, (hour, minute, second): (i64, i64, i64), nanos: u32) -> Option<Instant> {
    let valid = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    valid.then(|| Instant {
        seconds: days_to(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second,
        nanos,
    })
}

#[cfg(test)]
mod tests;
