//! The parts in which the program comes, so that little has to arrive before something can be done. The first draws the
//! page and lets a service be chosen. [`Booking`] is all that follows until a visit is booked, and how the server is asked;
//! it is loaded as soon as the first stands. [`Visit`] sends a booking and shows what was booked; it is loaded when the
//! browser has nothing else to do. Whoever comes with a link to a visit waits for that alone.
//!
//! Nobody says of a module where it belongs: the packer (`xtask/pack/src/split.rs`) follows each reference. What is reached
//! only through the functions of a part is in its file, what both later parts reach in one beside them, and what the first
//! part names itself is in the first. So call a later part by its struct, and nowhere else.

#![expect(clippy::unnecessary_wraps, reason = "a part itself never fails, but loading it can")]

use crate::api::{Doing, Failure};
use crate::browser::shell;
use crate::features::booking::{self, About, Attempt, BookingState, Outcome, Selection};
use crate::features::{office, reservation};
use leptos::prelude::*;
use shared::Language;
use shared::availability::{Day, DaySlots};
use shared::office::Office;
use shared::service::Service;
use shared::terms::Terms;
use std::pin::Pin;
use std::sync::Arc;
use uuid::Uuid;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// An answer of the server; `None` if there was nothing to ask.
pub(crate) type Asked<T> = Pin<Box<dyn Future<Output = Option<Result<T, Failure>>>>>;

type Days = About<Vec<Day>>;

/// From the choice of a service to the button that books.
#[derive(Clone, Copy)]
pub(crate) struct Booking {
    /// Draws what is wrong with the form.
    pub(crate) error_summary: fn() -> AnyView,
    /// Draws the steps after the service; with whether there is an hour to be booked.
    pub(crate) steps: fn(Memo<bool>) -> AnyView,
    /// Draws the button that books.
    pub(crate) action: fn() -> AnyView,
    /// Does what it does.
    pub(crate) submit: fn(BookingState),
    /// The office.
    pub(crate) office: fn(Language) -> Asked<Office>,
    /// Its services.
    pub(crate) services: fn(Language) -> Asked<Vec<Service>>,
    /// The terms in force.
    pub(crate) terms: fn(Language) -> Asked<Terms>,
    /// The days of the chosen service.
    pub(crate) days: fn(Language, Selection) -> Asked<Days>,
    /// The days after those.
    pub(crate) later_days: fn(Language, Option<Arc<Days>>) -> Asked<Days>,
    /// The hours of the chosen day.
    pub(crate) hours: fn(Language, Selection) -> Asked<About<DaySlots>>,
}

/// A booked visit.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    /// Draws its page.
    pub(crate) page: fn(Uuid) -> AnyView,
    /// Sends a booking, and does what follows from the answer.
    pub(crate) send: fn(Attempt, Outcome) -> Doing,
}

impl From<SplitLoaderError> for Failure {
    fn from(_: SplitLoaderError) -> Self {
        Self::NoAnswer
    }
}

/// Loads what follows the choice of a service, unless it is there.
#[wasm_split(booking, fallible)]
pub(crate) fn booking() -> Result<Booking, Failure> {
    Ok(Booking {
        error_summary: booking::error_summary,
        steps: booking::steps,
        action: booking::action,
        submit: booking::submit,
        office: |language| Box::pin(office::office(language)),
        services: |language| Box::pin(office::services(language)),
        terms: |language| Box::pin(office::terms(language)),
        days: |language, at| Box::pin(booking::upcoming_days(language, at)),
        later_days: |language, days| Box::pin(booking::later_days(language, days)),
        hours: |language, at| Box::pin(booking::hours(language, at)),
    })
}

/// Loads what a booked visit needs, unless it is there.
#[wasm_split(visit, fallible)]
pub(crate) fn visit() -> Result<Visit, Failure> {
    Ok(Visit { page: reservation::visit_page, send: |attempt, outcome| Box::pin(booking::send(attempt, outcome)) })
}

/// Asks the server by a function of [`Booking`].
pub(crate) async fn asked<T>(ask: impl FnOnce(Booking) -> Asked<T>) -> Option<Result<T, Failure>> {
    match booking().await {
        Ok(part) => ask(part).await,
        Err(failure) => Some(Err(failure)),
    }
}

/// Fetches ahead what will be wanted last, so that it is there by then. If that fails, it is tried again when it is wanted.
pub(crate) fn fetch_ahead() {
    leptos::task::spawn_local(async {
        if booking().await.is_ok() {
            shell::idle().await;
            let _ = visit().await;
        }
    });
}
