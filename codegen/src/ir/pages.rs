//! Pages: an operation that answers in parts, each with a token to ask for the next.

use super::{Field, Type};

/// How an operation is paginated.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The member of the input that takes the token.
    pub input_token: Field,
    /// Where the output has the token for the next page.
    pub output_token: Vec<Field>,
    /// Where the output has the items; `None` where no list or map is said to be what is asked for.
    pub items: Option<Vec<Field>>,
    /// Where the output says whether there is more, besides by its token.
    pub more: Option<Vec<Field>>,
    /// Whether the token must not be shown.
    pub sensitive: bool,
}

impl Pages {
    /// The list or map of items.
    #[must_use]
    pub fn items_type(&self) -> Option<&Type> {
        Some(&self.items.as_ref()?.last()?.ty)
    }
}
