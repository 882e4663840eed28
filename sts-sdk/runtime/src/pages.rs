//! Answers that come in pages: called for one after the other, each with the token that the last one gave.
//!
//! [`Pages`] gives whole outputs, [`Items`] what is listed in them. Both are streams, and both have a `next`
//! of their own, so that they need no crate for streams. This module knows no operation; generated inputs
//! say through [`Paginated`] where tokens are.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::{Stream, stream::FusedStream};

use crate::{
    call::{CallOptions, Core, Response},
    error::{Error, RepeatedToken},
    operation::Operation,
};

mod items;

pub use items::Items;

/// An operation whose answer comes in pages: implemented by its generated input.
///
/// See <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait>.
pub trait Paginated: Operation + Clone + Unpin + 'static {
    /// What a page is asked for with.
    type Token: Token;

    /// The member that takes it, for the texts of errors.
    const MEMBER: &'static str;
    /// Whether tokens must not be shown.
    const SENSITIVE: bool = false;

    /// The token of the page that this input asks for; `None` for the first.
    fn token(&self) -> Option<&Self::Token>;
    /// Asks for another page.
    fn set_token(&mut self, token: Self::Token);
    /// The token of the page after this one.
    fn next_token(output: &Self::Output) -> Option<Self::Token>;
    /// Whether there is more, where the output says so besides by a token.
    fn more(_output: &Self::Output) -> bool {
        true
    }
}

/// A paginated operation that lists something.
pub trait PaginatedItems: Paginated {
    /// The list of a page, or the map.
    type Items: IntoIterator<IntoIter: Send + Unpin, Item: Send>;

    /// What a page lists.
    fn items(output: Self::Output) -> Self::Items;
}

/// A value that a page can be asked for with.
pub trait Token: Clone + PartialEq + fmt::Display + Send + Unpin + 'static {
    /// Whether it means that there is no further page.
    fn is_end(&self) -> bool {
        false
    }
}

impl Token for String {
    fn is_end(&self) -> bool {
        self.is_empty()
    }
}

impl Token for i32 {}

impl Token for i64 {}

/// All pages of an answer, in order.
///
/// Nothing is sent before the first page is asked for. The pages end where an output has no token for a next
/// one or an empty one, where it says that there is no more, and after an error. A request whose token is set
/// already starts at that page, so that a later process can go on where this one stopped:
///
/// ```ignore
/// let mut pages = client.list_users().pages();
/// while let Some(page) = pages.next().await {
///     keep(page?);
///     checkpoint(pages.next_token());
/// }
/// // Later, perhaps elsewhere:
/// let rest = client.list_users().marker(token).pages();
/// ```
///
/// Dropping it stops it. A `next` that is dropped before it is done loses nothing: the next one waits for the same
/// call.
#[must_use = "pages are not asked for until `next` is called or the stream is polled"]
pub struct Pages<O: Paginated> {
    core: Core,
    options: CallOptions,
    /// The input of the page to come, or of the call that is under way.
    input: O,
    state: State<O>,
}

enum State<O: Paginated> {
    Ready,
    Calling(Call<O>),
    /// The last page's token is that of the page itself.
    Repeated,
    /// No more pages; after an error, the token is still that of the page that failed.
    Ended {
        failed: bool,
    },
}

type Outcome<O> = Result<Response<<O as Operation>::Output>, Error<<O as Operation>::Kind>>;
type Call<O> = Pin<Box<dyn Future<Output = Outcome<O>> + Send>>;
/// A page, or why there is none.
type Page<O> = Result<<O as Operation>::Output, Error<<O as Operation>::Kind>>;

impl<O: Paginated> Pages<O> {
    /// For generated code; users call `pages()` of a request.
    #[doc(hidden)]
    pub fn new(core: Core, input: O, options: CallOptions) -> Self {
        Self { core, options, input, state: State::Ready }
    }

    /// The next page; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// Those of the operation, and [`Error::RepeatedToken`] instead of asking for the same page for ever.
    pub async fn next(&mut self) -> Option<Page<O>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// All pages that are left.
    ///
    /// # Errors
    ///
    /// The first that [`next`](Self::next) gives; the pages before it are lost.
    pub async fn try_collect(mut self) -> Result<Vec<O::Output>, Error<O::Kind>> {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page?);
        }
        Ok(pages)
    }

    /// The token of the page that comes next, to go on from there later; `None` before a first page without a
    /// token, and after the last one. After an error, the token of the page that failed.
    #[must_use]
    pub fn next_token(&self) -> Option<&O::Token> {
        match self.state {
            State::Ended { failed: false } => None,
            _ => self.input.token(),
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        loop {
            match &mut self.state {
                State::Ready => {
                    let (core, input, options) = (self.core.clone(), self.input.clone(), self.options.clone());
                    self.state = State::Calling(Box::pin(async move { core.call(input, options).await }));
                }
                State::Calling(call) => {
                    let outcome = ready!(call.as_mut().poll(context));
                    return Poll::Ready(Some(self.arrived(outcome)));
                }
                State::Repeated => {
                    self.state = State::Ended { failed: true };
                    let token = self.input.token().filter(|_| !O::SENSITIVE).map(ToString::to_string);
                    let error = RepeatedToken { operation: O::SPEC.name, member: O::MEMBER, token };
                    return Poll::Ready(Some(Err(Error::RepeatedToken(Box::new(error)))));
                }
                State::Ended { .. } => return Poll::Ready(None),
            }
        }
    }

    fn arrived(&mut self, outcome: Outcome<O>) -> Page<O> {
        let output = match outcome {
            Ok(response) => response.output,
            Err(error) => {
                self.state = State::Ended { failed: true };
                return Err(error);
            }
        };
        let next = O::next_token(&output).filter(|token| !token.is_end() && O::more(&output));
        self.state = match next {
            None => State::Ended { failed: false },
            Some(next) if self.input.token() == Some(&next) => State::Repeated,
            Some(next) => {
                self.input.set_token(next);
                State::Ready
            }
        };
        Ok(output)
    }
}

impl<O: Paginated> Stream for Pages<O> {
    type Item = Page<O>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<O: Paginated> FusedStream for Pages<O> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended { .. })
    }
}

impl<O: Paginated> fmt::Debug for Pages<O> {
    // Without the input, which may hold what must not be shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::SPEC.name).finish_non_exhaustive()
    }
}
