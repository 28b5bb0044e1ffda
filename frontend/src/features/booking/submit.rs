//! Sending the booking, and what follows from the answer.

use super::draft::{Attempt, Draft};
use super::hold::Hold;
use super::refusal::{Field, Refusal};
use super::selection::Selection;
use super::state::BookingState;
use crate::api::{self, Failure};
use crate::browser::history::Navigator;
use crate::browser::{focus, random, work};
use crate::features::office::Catalogue;
use crate::features::reservation::HandOver;
use crate::i18n::Texts;
use crate::routes::Route;
use leptos::prelude::*;
use shared::booking::{Booking, BookingRequest};
use shared::client::ClientError;
use shared::{Language, ProblemCode};

/// The id of the summary of errors, first on the page.
pub(crate) const SUMMARY: &str = "error-summary";
/// The id of the message above the button.
pub(crate) const TROUBLE: &str = "trouble";

/// Books what is chosen, unless something is missing. Enter in the e-mail field comes here too: then it leads on to what
/// is not chosen yet.
pub(crate) fn submit(state: BookingState) {
    let texts = Texts::of(state.language.get_untracked());
    let slot = untrack(|| state.slot());
    let draft = state.draft.get_untracked();
    // The terms are asked for once there is an hour to book.
    let accepted = slot.is_none() || untrack(|| is_accepted(state, &draft));
    let refusal = Refusal::before_sending(texts, &draft.email, accepted);
    if refusal.is_some() {
        state.refusal.set(refusal);
        focus::soon(SUMMARY);
        return;
    }
    state.clear_refusal();
    let selection = state.selection.get_untracked();
    let (Some(service_id), Some(date), Some(slot)) = (selection.service, selection.day, slot) else {
        focus::soon(if selection.day.is_some() { Field::Hour.id() } else { Field::Day.id() });
        return;
    };
    let request = BookingRequest {
        service_id,
        date,
        time: slot.time,
        email: draft.email.trim().to_owned(),
        terms_version: draft.accepted,
        language: Some(state.language.get_untracked()),
        hold: false,
    };
    state.attempt.set_value(Some(Attempt::of(request, random::uuid)));
    state.refusal.set(None);
    state.book.start();
}

/// The terms in force are accepted. If they have changed since an attempt whose outcome is not known, the attempt goes
/// again as it was: it may have been booked before.
fn is_accepted(state: BookingState, draft: &Draft) -> bool {
    draft.accepted.as_ref().is_some_and(|accepted| {
        let outdated = state.terms.value().is_some_and(|terms| terms.version != *accepted);
        !outdated || state.is_undecided()
    })
}

/// What the answer to an attempt changes.
#[derive(Clone, Copy)]
pub(crate) struct Outcome {
    /// Leads to the booked visit.
    pub(crate) navigator: Navigator,
    /// The page's language.
    pub(crate) language: RwSignal<Language>,
    /// Whose terms may be outdated.
    pub(crate) catalogue: Catalogue,
    /// Takes the booking to its page.
    pub(crate) hand_over: HandOver,
    /// Why there is no booking.
    pub(crate) refusal: RwSignal<Option<Refusal>>,
    /// The hour that is lost.
    pub(crate) taken: RwSignal<Selection>,
    /// What is typed.
    pub(crate) draft: RwSignal<Draft>,
    /// Asks again what is free.
    pub(crate) refresh: RwSignal<u32>,
    /// The hour that is held.
    pub(crate) hold: Hold,
}

/// Sends the attempt. A booking leads to its page; a refusal is sorted to where it can be mended.
pub(crate) async fn send(attempt: Attempt, outcome: Outcome) -> Result<(), Failure> {
    let language = outcome.language.get_untracked();
    let booked = match outcome.hold.confirm(&attempt, language).await {
        Some(booked) => booked,
        None => book(&attempt, language).await,
    };
    match booked {
        Ok(booking) => {
            let id = booking.id;
            outcome.hand_over.give(booking);
            outcome.hold.forget();
            Draft::forget();
            outcome.draft.set(Draft::default());
            outcome.navigator.replace(&Route::reservation(id));
            Ok(())
        }
        Err(error) => {
            let failure = Failure::from(error);
            outcome.refused(&attempt, &failure, Texts::of(outcome.language.get_untracked()));
            Err(failure)
        }
    }
}

/// Sends it with the work that the server may want. If that has become too old, or is wanted only now, once more.
pub(super) async fn book(attempt: &Attempt, language: Language) -> Result<Booking, ClientError> {
    let (client, origin, key) = (api::client(language), api::origin(), attempt.key.to_string());
    let first = client.book(&attempt.request, &key, &work::solution(&origin).await).await;
    match &first {
        Err(ClientError::Problem(problem)) if wants_work(problem.code) => {
            client.book(&attempt.request, &key, &work::solution(&origin).await).await
        }
        _ => first,
    }
}

const fn wants_work(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::ProofOfWorkRequired | ProblemCode::ProofOfWorkInvalid)
}

impl Outcome {
    /// The attempt was not even sent: the part of the program that does it could not be loaded.
    pub(super) fn unsent(self, failure: Failure) -> Result<(), Failure> {
        self.refusal.set(Some(Refusal::repeatable(&failure, Texts::of(self.language.get_untracked()))));
        focus::when_there(TROUBLE);
        Err(failure)
    }

    fn refused(self, attempt: &Attempt, failure: &Failure, texts: &Texts) {
        match failure.code() {
            Some(ProblemCode::SlotFull) => self.taken.set(attempt.selection()),
            Some(ProblemCode::TermsOutdated) => {
                self.draft.update(|draft| draft.accepted = None);
                self.draft.with_untracked(Draft::keep);
                self.catalogue.terms.reload();
            }
            _ => {}
        }
        let sorted = Refusal::of(failure, texts);
        let (place, decided) = (place_of(&sorted), !sorted.retry);
        self.refusal.set(Some(sorted));
        // As long as the attempt may have been booked, what is free may lack just the hour that it has booked; and without
        // a network, asking would take the hours and the button to try again off the page.
        if decided {
            Attempt::forget();
            self.refresh.update(|count| *count += 1);
        }
        focus::when_there(place);
    }
}

/// Where the resident is led: to the hours if only the hour is lost, to the summary of errors for wrong fields, else to
/// the message above the button.
fn place_of(refusal: &Refusal) -> &'static str {
    match refusal.fields.first() {
        Some(_) if refusal.lost_hour() => Field::Hour.message_id(),
        Some(_) => SUMMARY,
        None => TROUBLE,
    }
}
