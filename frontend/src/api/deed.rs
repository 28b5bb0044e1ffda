//! What the resident has done on the server.

use super::Failure;
use leptos::prelude::*;
use std::pin::Pin;

/// What is being done.
pub(crate) type Doing = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// An [`Action`] that succeeds or fails. All are of one type, for the same reason as in [`super::Remote`].
#[derive(Clone, Copy)]
pub(crate) struct Deed(Action<(), Result<(), Failure>>);

impl Deed {
    /// What `act` does.
    pub(crate) fn new<F>(act: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        Self(action(Box::new(move || Box::pin(act()) as Doing)))
    }

    /// Does it, unless it is being done: a second press changes nothing.
    pub(crate) fn start(self) {
        if !self.0.pending().get_untracked() {
            self.0.dispatch(());
        }
    }

    /// Whether it is being done.
    pub(crate) fn pending(self) -> bool {
        self.0.pending().get()
    }

    /// How it ended the last time.
    pub(crate) fn outcome(self) -> Option<Result<(), Failure>> {
        self.0.value().get()
    }
}

fn action(act: Box<dyn Fn() -> Doing>) -> Action<(), Result<(), Failure>> {
    Action::new_unsync(move |(): &()| act())
}
