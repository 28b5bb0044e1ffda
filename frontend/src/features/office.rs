//! The office whose page this is, and what it offers: loaded once, in the page's language.

use crate::api::{self, Failure, Remote};
use crate::parts;
use leptos::prelude::*;
use shared::Language;
use shared::office::Office;
use shared::service::Service;
use shared::terms::Terms;

/// What the server writes into the page: the language, the office, its services.
type Early = (Language, Office, Vec<Service>);

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
    /// Loads it, again whenever the language changes. `early` is what came with the page.
    pub(crate) fn load(language: RwSignal<Language>, early: Option<&str>) -> Self {
        // Read like the client's answers: another reader would weigh 4 KB more.
        let early = early.and_then(|json| serde_json::from_slice::<Early>(json.as_bytes()).ok());
        let early = early.filter(|(written, ..)| *written == language.get_untracked());
        let (office, services) = early.map(|(_, office, services)| (office, services)).unzip();
        Self {
            office: Remote::with_early(office, move || {
                let language = language.get();
                parts::asked(move |part| (part.office)(language))
            }),
            services: Remote::with_early(services, move || {
                let language = language.get();
                parts::asked(move |part| (part.services)(language))
            }),
            terms: Remote::new(move || {
                let language = language.get();
                parts::asked(move |part| (part.terms)(language))
            }),
        }
    }

    /// The office's own heading of the booking page.
    pub(crate) fn heading(self) -> Option<String> {
        self.office.value()?.heading.clone()
    }
}

/// Asks for the office.
pub(crate) async fn office(language: Language) -> Option<Result<Office, Failure>> {
    let offices = api::client(language).offices().await.map_err(Into::into);
    offices.map(|offices| offices.items.into_iter().next()).transpose()
}

/// Asks for its services.
pub(crate) async fn services(language: Language) -> Option<Result<Vec<Service>, Failure>> {
    Some(api::client(language).services().await.map(|services| services.items).map_err(Into::into))
}

/// Asks for the terms in force.
pub(crate) async fn terms(language: Language) -> Option<Result<Terms, Failure>> {
    Some(api::client(language).terms().await.map_err(Into::into))
}
