use super::TimestampFormat::{DateTime, EpochSeconds, HttpDate};
use super::*;

fn at(seconds: i64, nanos: u32) -> SystemTime {
    Instant { seconds, nanos }.system_time().unwrap()
}

#[test]
fn writes() {
    let cases = [
        (0, 0, "1970-01-01T00:00:00Z", "0", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_422_172_800, 0, "2015-01-25T08:00:00Z", "1422172800", "Sun, 25 Jan 2015 08:00:00 GMT"),
        (1_422_172_800, 123_000_000, "2015-01-25T08:00:00.123Z", "1422172800.123", "Sun, 25 Jan 2015 08:00:00 GMT"),
        (
            1_422_172_800,
            999_999_999,
            "2015-01-25T08:00:00.999999Z",
            "1422172800.999999",
            "Sun, 25 Jan 2015 08:00:00 GMT",
        ),
        (1_422_172_800, 999, "2015-01-25T08:00:00Z", "1422172800", "Sun, 25 Jan 2015 08:00:00 GMT"),
        (1_422_172_800, 1_000, "2015-01-25T08:00:00.000001Z", "1422172800.000001", "Sun, 25 Jan 2015 08:00:00 GMT"),
        (951_782_400, 0, "2000-02-29T00:00:00Z", "951782400", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (-1, 0, "1969-12-31T23:59:59Z", "-1", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (-2, 750_000_000, "1969-12-31T23:59:58.75Z", "-1.25", "Wed, 31 Dec 1969 23:59:58 GMT"),
        (-1, 500_000_000, "1969-12-31T23:59:59.5Z", "-0.5", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (-62_167_219_200, 0, "0000-01-01T00:00:00Z", "-62167219200", "Sat, 01 Jan 0000 00:00:00 GMT"),
        (253_402_300_799, 0, "9999-12-31T23:59:59Z", "253402300799", "Fri, 31 Dec 9999 23:59:59 GMT"),
        // Saturated where the form has no more digits.
        (253_402_300_800, 5_000_000, "9999-12-31T23:59:59Z", "253402300800.005", "Fri, 31 Dec 9999 23:59:59 GMT"),
        (-62_167_219_201, 0, "0000-01-01T00:00:00Z", "-62167219201", "Sat, 01 Jan 0000 00:00:00 GMT"),
    ];
    for (seconds, nanos, date_time, epoch, http) in cases {
        let time = at(seconds, nanos);
        assert_eq!(format(time, DateTime), date_time);
        assert_eq!(format(time, EpochSeconds), epoch, "{date_time}");
        assert_eq!(format(time, HttpDate), http, "{date_time}");
    }
}

#[test]
fn reads() {
    let cases = [
        (DateTime, "1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
        (DateTime, "2019-12-16T22:48:18-01:00", 1_576_540_098, 0),
        (DateTime, "2019-12-17T00:48:18+01:00", 1_576_540_098, 0),
        (DateTime, "2000-01-02T20:34:56.123Z", 946_845_296, 123_000_000),
        (DateTime, "2011-07-11T19:55:29.611Z", 1_310_414_129, 611_000_000),
        (DateTime, "2015-01-01T00:00:00+00:00", 1_420_070_400, 0),
        (DateTime, "2015-01-01t00:00:00z", 1_420_070_400, 0),
        (DateTime, "2015-01-01T00:00:00-00:00", 1_420_070_400, 0),
        (DateTime, "2015-01-01T00:00:00.123456789Z", 1_420_070_400, 123_456_789),
        (DateTime, "2016-12-31T23:59:60Z", 1_483_228_800, 0),
        (DateTime, "2000-02-29T00:00:00Z", 951_782_400, 0),
        (DateTime, "0000-01-01T00:00:00Z", -62_167_219_200, 0),
        (DateTime, "9999-12-31T23:59:59Z", 253_402_300_799, 0),
        (DateTime, "1969-12-31T23:59:59.5Z", -1, 500_000_000),
        (EpochSeconds, "0", 0, 0),
        (EpochSeconds, "1422172800", 1_422_172_800, 0),
        (EpochSeconds, "1422172800.000000001", 1_422_172_800, 1),
        (EpochSeconds, "-1.25", -2, 750_000_000),
        (EpochSeconds, "-0.5", -1, 500_000_000),
        (EpochSeconds, "-1", -1, 0),
        (EpochSeconds, "+1", 1, 0),
        (HttpDate, "Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777, 0),
        (HttpDate, "Tue, 29 Apr 2014 18:30:38.456 GMT", 1_398_796_238, 456_000_000),
    ];
    for (format, text, seconds, nanos) in cases {
        assert_eq!(parse(text, format), Ok(at(seconds, nanos)), "{text}");
    }
}

#[test]
fn refuses() {
    let cases = [
        (
            DateTime,
            "not an RFC 3339 date and time",
            &[
                "",
                "2015",
                "2015-02-30T00:00:00Z",
                "2015-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2015-04-31T00:00:00Z",
                "2015-00-01T00:00:00Z",
                "2015-13-01T00:00:00Z",
                "2015-01-00T00:00:00Z",
                "2015-01-01T24:00:00Z",
                "2015-01-01T00:60:00Z",
                "2015-01-01T00:00:61Z",
                "2015-01-01T00:00:00",
                "2015-01-01 00:00:00Z",
                "2015-01-01T00:00:00.Z",
                "2015-01-01T00:00:00.1234567890Z",
                "2015-01-01T00:00:00+24:00",
                "2015-01-01T00:00:00+00:60",
                "2015-01-01T00:00:00+0000",
                "2015-01-01T00:00:00Zx",
                " 2015-01-01T00:00:00Z",
                "+015-01-01T00:00:00Z",
                "2015-1-01T00:00:00Z",
                "２015-01-01T00:00:00Z",
            ][..],
        ),
        (
            EpochSeconds,
            "not a number of seconds since 1970",
            &[
                "",
                "-",
                "+",
                ".5",
                "1.",
                "1.1234567890",
                "1e5",
                "NaN",
                "0x1",
                "--1",
                "1 ",
                "9223372036854775808",
                "-9223372036854775808.5",
            ][..],
        ),
        (
            HttpDate,
            "not an HTTP date",
            &[
                "",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Son, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nox 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 30 Feb 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
            ][..],
        ),
    ];
    for (format, message, texts) in cases {
        for text in texts {
            assert_eq!(parse(text, format).map_err(|error| error.to_string()), Err(message.to_owned()), "{text:?}");
        }
    }
}

#[test]
fn the_ends_of_system_time_do_not_panic() {
    for text in
        ["9223372036854775807", "-9223372036854775807", "9223372036854775807.999999999", "-9223372036854775807.5"]
    {
        if let Ok(time) = parse(text, EpochSeconds) {
            assert_eq!(format(time, EpochSeconds).get(..10), text.get(..10));
            assert_eq!(format(time, DateTime).len(), 20);
        }
    }
}

#[test]
fn every_day_of_the_calendar_comes_back() {
    let (first, last) = (CALENDAR.0 / SECONDS_PER_DAY, CALENDAR.1 / SECONDS_PER_DAY);
    let (mut year, mut month, mut day) = (0, 1, 1);
    for days in first..=last {
        assert_eq!(date_of(days), (year, month, day));
        assert_eq!(days_to(year, month, day), days);
        day += 1;
        if day > days_in(year, month) {
            (month, day) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
    assert_eq!(year, 10_000);
}

#[test]
fn times_survive_a_round_trip() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..2000 {
        let time = at(random.i64(CALENDAR.0..=CALENDAR.1), random.u32(0..1_000_000) * 1000);
        for format in [DateTime, EpochSeconds] {
            assert_eq!(parse(&super::format(time, format), format), Ok(time));
        }
        let whole = at(Instant::from(time).seconds, 0);
        assert_eq!(parse(&format(time, HttpDate), HttpDate), Ok(whole));
        assert_eq!(parse_amz_date(amz_date(time).as_str()), Ok(whole));
    }
}

#[test]
fn no_text_panics() {
    let mut random = fastrand::Rng::with_seed(2);
    let valid = ["2015-01-25T08:00:00.5+01:00", "-1422172800.25", "Sun, 06 Nov 1994 08:49:37 GMT"];
    for _ in 0..20_000 {
        let mut text: Vec<char> = valid[random.usize(..valid.len())].chars().collect();
        for _ in 0..random.usize(1..4) {
            let place = random.usize(..text.len());
            match random.u8(0..3) {
                0 => text[place] = random.char('\0'..='ÿ'),
                1 => text.insert(place, char::from(random.u8(b'0'..=b'9'))),
                _ => text.truncate(place.max(1)),
            }
        }
        let text = String::from_iter(text);
        for format in [DateTime, EpochSeconds, HttpDate] {
            let _ = parse(&text, format);
        }
        let _ = parse_amz_date(&text);
    }
}

#[test]
fn signing_dates() {
    let date = amz_date(at(1_440_938_160, 999_999_999));
    assert_eq!((date.as_str(), date.date()), ("20150830T123600Z", "20150830"));
    assert_eq!(format!("{date} {date:?}"), "20150830T123600Z 20150830T123600Z");
    assert_eq!(parse_amz_date("20150830T123600Z"), Ok(at(1_440_938_160, 0)));
    for text in ["", "20150830T123600", "20150830t123600Z", "20150230T123600Z", "20150830T123600Z "] {
        assert!(parse_amz_date(text).is_err(), "{text:?}");
    }
    assert_eq!(amz_date(at(253_402_300_800, 0)).as_str(), "99991231T235959Z");
}
