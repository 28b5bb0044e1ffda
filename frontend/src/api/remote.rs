//! What is loaded from the server.

use super::Failure;
use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

/// What is loaded, or why it could not be.
pub(crate) type Loaded<T> = Result<Arc<T>, Failure>;

type Anything = Arc<dyn Any + Send + Sync>;
type Load = Pin<Box<dyn Future<Output = Option<Result<Anything, Failure>>>>>;

/// A [`LocalResource`] that holds a `T`. Within, all of them are of one type: each further type of resource would add
/// some 7 KB to the page's program.
pub(crate) struct Remote<T> {
    resource: LocalResource<Option<Result<Anything, Failure>>>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Loads by `load`, again whenever a signal that it reads changes. `load` gives `None` while there is nothing to ask.
    pub(crate) fn new<F>(load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Option<Result<T, Failure>>> + 'static,
    {
        let load = move || {
            let loading = load();
            Box::pin(async move { Some(loading.await?.map(|value| Arc::new(value) as Anything)) }) as Load
        };
        Self { resource: resource(Box::new(load)), holds: PhantomData }
    }

    /// What was loaded last; `None` while it is under way for the first time, or if there is nothing to ask.
    pub(crate) fn get(self) -> Option<Loaded<T>> {
        let loaded = self.resource.get()??;
        Some(loaded.and_then(|value| value.downcast().map_err(|_| Failure::Broken)))
    }

    /// What was loaded last, if it could be.
    pub(crate) fn value(self) -> Option<Arc<T>> {
        self.get()?.ok()
    }

    /// Loads it again.
    pub(crate) fn reload(self) {
        self.resource.refetch();
    }
}

fn resource(load: Box<dyn Fn() -> Load>) -> LocalResource<Option<Result<Anything, Failure>>> {
    LocalResource::new(load)
}
