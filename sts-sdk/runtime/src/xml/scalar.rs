//! Texts to scalars. Knows no element: what is wrong is said of a text.

use std::fmt::Display;
use std::str::FromStr;
use std::time::SystemTime;

use super::error::Excerpt;
use crate::timestamp::{self, TimestampFormat};

/// Reads a text, white space around it ignored. The problem quotes the text: ``is not an integer: `x` ``.
pub(super) fn read<T, P: Display>(text: &str, read: impl FnOnce(&str) -> Result<T, P>) -> Result<T, String> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    read(text).map_err(|problem| format!("{problem}: `{}`", Excerpt(text)))
}

pub(super) fn boolean(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("is neither true nor false"),
    }
}

pub(super) fn integer<T: TryFrom<i64>>(text: &str) -> Result<T, &'static str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("is not an integer");
    }
    text.parse().ok().and_then(|number: i64| T::try_from(number).ok()).ok_or("is an integer out of range")
}

pub(super) fn float(text: &str) -> Result<f32, &'static str> {
    match text {
        "NaN" => Ok(f32::NAN),
        "Infinity" => Ok(f32::INFINITY),
        "-Infinity" => Ok(f32::NEG_INFINITY),
        _ => decimal(text, f32::is_finite),
    }
}

pub(super) fn double(text: &str) -> Result<f64, &'static str> {
    match text {
        "NaN" => Ok(f64::NAN),
        "Infinity" => Ok(f64::INFINITY),
        "-Infinity" => Ok(f64::NEG_INFINITY),
        _ => decimal(text, f64::is_finite),
    }
}

pub(super) fn timestamp(text: &str, format: TimestampFormat) -> Result<SystemTime, String> {
    timestamp::parse(text, format).map_err(|error| format!("is {error}"))
}

fn decimal<T: Copy + FromStr>(text: &str, finite: impl FnOnce(T) -> bool) -> Result<T, &'static str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    let number = text.parse().ok().filter(|_| plain).ok_or("is not a number")?;
    if finite(number) { Ok(number) } else { Err("is a number out of range") }
}
