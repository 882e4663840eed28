//! What is listed on pages, one by one.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::{Stream, stream::FusedStream};

use super::{Pages, PaginatedItems};
use crate::{error::Error, operation::Operation};

/// The items of all pages, in order: elements of a list, or keys with values of a map.
///
/// The next page is asked for when the items of the last one are used up. To go on in another process later,
/// take [`Pages`]: its tokens stand between pages.
#[must_use = "items are not asked for until `next` is called or the stream is polled"]
pub struct Items<O: PaginatedItems> {
    pages: Pages<O>,
    page: Option<<O::Items as IntoIterator>::IntoIter>,
}

type Item<O> = <<O as PaginatedItems>::Items as IntoIterator>::Item;
/// An item, or why there is none.
type Outcome<O> = Result<Item<O>, Error<<O as Operation>::Kind>>;

impl<O: PaginatedItems> Items<O> {
    /// For generated code; users call `items()` of a request.
    #[doc(hidden)]
    pub fn new(pages: Pages<O>) -> Self {
        Self { pages, page: None }
    }

    /// The next item; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Outcome<O>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// The first that [`next`](Self::next) gives; the items before it are lost.
    pub async fn try_collect(mut self) -> Result<Vec<Item<O>>, Error<O::Kind>> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<O>>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Poll::Ready(Some(Ok(item)));
            }
            self.page = None;
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = Some(O::items(page).into_iter()),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: PaginatedItems> Stream for Items<O> {
    type Item = Outcome<O>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<O: PaginatedItems> FusedStream for Items<O> {
    fn is_terminated(&self) -> bool {
        self.page.is_none() && self.pages.is_terminated()
    }
}

impl<O: PaginatedItems> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
