//! The office whose page this is, and what it offers: loaded once, in the page's language.

use crate::api::{self, Failure};
use leptos::prelude::*;
use shared::Language;
use shared::office::Office;
use shared::service::Service;
use shared::terms::Terms;

/// What is loaded, or why it could not be.
pub(crate) type Loaded<T> = Result<T, Failure>;

/// What does not change from day to day.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    /// The office.
    pub(crate) office: LocalResource<Loaded<Option<Office>>>,
    /// The services, in the order of the drop-down.
    pub(crate) services: LocalResource<Loaded<Vec<Service>>>,
    /// The terms in force.
    pub(crate) terms: LocalResource<Loaded<Terms>>,
}

impl Catalogue {
    /// Loads it, again whenever the language changes.
    pub(crate) fn load(language: RwSignal<Language>) -> Self {
        Self {
            office: LocalResource::new(move || {
                let client = api::client(language.get());
                async move { Ok(client.offices().await?.items.into_iter().next()) }
            }),
            services: LocalResource::new(move || {
                let client = api::client(language.get());
                async move { Ok(client.services().await?.items) }
            }),
            terms: LocalResource::new(move || {
                let client = api::client(language.get());
                async move { Ok(client.terms().await?) }
            }),
        }
    }
}

/// The catalogue of this page.
pub(crate) fn use_catalogue() -> Option<Catalogue> {
    use_context()
}

/// The office, once it is known.
pub(crate) fn use_office() -> Signal<Option<Office>> {
    let catalogue = use_catalogue();
    Signal::derive(move || catalogue?.office.get()?.ok()?)
}
