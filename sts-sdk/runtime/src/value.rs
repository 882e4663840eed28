//! Values of open enumerations that this version of a model does not name.
//!
//! They are opaque, so that nobody matches on their text: when a later version promotes a value to a
//! variant, no program changes its meaning.

/// A text value without a variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownText(String);

/// An integer value without a variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i32);

#[doc(hidden)]
impl UnknownText {
    /// For generated code.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// For generated code; users call `as_str` of the enumeration.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[doc(hidden)]
impl UnknownInteger {
    /// For generated code.
    #[must_use]
    pub fn new(value: i32) -> Self {
        Self(value)
    }

    /// For generated code; users call `as_i32` of the enumeration.
    #[must_use]
    pub fn get(&self) -> i32 {
        self.0
    }
}
