//! The office whose page this is, and what it offers: loaded once, in the page's language.

use crate::api::{self, Remote};
use leptos::prelude::*;
use shared::Language;
use shared::office::Office;
use shared::service::Service;
use shared::terms::Terms;

/// What does not change from day to day.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    /// The office.
    pub(crate) office: Remote<Office>,
    /// The services, in the order of the drop-down.
    pub(crate) services: Remote<Vec<Service>>,
    /// The terms in force.
    pub(crate) terms: Remote<Terms>,
}

impl Catalogue {
    /// Loads it, again whenever the language changes.
    pub(crate) fn load(language: RwSignal<Language>) -> Self {
        Self {
            office: Remote::new(move || {
                let client = api::client(language.get());
                async move {
                    let offices = client.offices().await.map_err(Into::into);
                    offices.map(|offices| offices.items.into_iter().next()).transpose()
                }
            }),
            services: Remote::new(move || {
                let client = api::client(language.get());
                async move { Some(client.services().await.map(|services| services.items).map_err(Into::into)) }
            }),
            terms: Remote::new(move || {
                let client = api::client(language.get());
                async move { Some(client.terms().await.map_err(Into::into)) }
            }),
        }
    }
}
