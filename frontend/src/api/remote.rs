//! What is loaded from the server.

use super::Failure;
use leptos::prelude::*;
use std::any::Any;
use std::cell::Cell;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

/// What is loaded, or why it could not be.
pub(crate) type Loaded<T> = Result<Arc<T>, Failure>;

type Anything = Arc<dyn Any + Send + Sync>;
type Resource = LocalResource<Option<Result<Anything, Failure>>>;
type Load = Pin<Box<dyn Future<Output = Option<Result<Anything, Failure>>>>>;

/// A [`LocalResource`] that holds a `T`. Within, all of them are of one type: each further type of resource would add
/// some 7 KB to the page's program.
pub(crate) struct Remote<T> {
    /// With what was there before anything was loaded.
    inner: StoredValue<(Resource, Option<Anything>)>,
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
        Self::with_early(None, load)
    }

    /// The same, with what is there already: it is loaded when a signal changes, and not before.
    pub(crate) fn with_early<F>(early: Option<T>, load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Option<Result<T, Failure>>> + 'static,
    {
        let early = early.map(|value| Arc::new(value) as Anything);
        let first = Cell::new(early.clone());
        let load = move || {
            // Also if it is not waited for: what it reads is followed.
            let loading = load();
            let first = first.take();
            Box::pin(async move {
                if let Some(value) = first {
                    return Some(Ok(value));
                }
                Some(loading.await?.map(|value| Arc::new(value) as Anything))
            }) as Load
        };
        Self { inner: StoredValue::new((resource(Box::new(load)), early)), holds: PhantomData }
    }

    /// What was loaded last; `None` while it is under way for the first time, or if there is nothing to ask.
    pub(crate) fn get(self) -> Option<Loaded<T>> {
        let (resource, early) = self.inner.get_value();
        let loaded = resource.get().unwrap_or_else(|| early.map(Ok))?;
        Some(loaded.and_then(|value| value.downcast().map_err(|_| Failure::Broken)))
    }

    /// What was loaded last, if it could be.
    pub(crate) fn value(self) -> Option<Arc<T>> {
        self.get()?.ok()
    }

    /// Loads it again.
    pub(crate) fn reload(self) {
        self.inner.get_value().0.refetch();
    }
}

fn resource(load: Box<dyn Fn() -> Load>) -> Resource {
    LocalResource::new(load)
}
