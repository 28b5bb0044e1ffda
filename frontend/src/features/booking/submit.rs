//! Sending the booking, and what follows from the answer.

use super::draft::{Attempt, Draft};
use super::refusal::{Field, Refusal};
use super::slots::Taken;
use super::state::BookingState;
use crate::api::{self, Failure};
use crate::browser::history::Navigator;
use crate::browser::{focus, random};
use crate::features::office::Catalogue;
use crate::features::reservation::HandOver;
use crate::i18n::Texts;
use crate::routes::Route;
use leptos::prelude::*;
use shared::booking::BookingRequest;
use shared::{Language, ProblemCode};

/// The id of the summary of errors, first on the page.
pub(crate) const SUMMARY: &str = "error-summary";
/// The id of the message above the button.
pub(crate) const TROUBLE: &str = "trouble";

/// Books what is chosen, unless something is missing or an attempt is on its way. Enter in the e-mail field comes here
/// too: then it leads on to what is not chosen yet.
pub(crate) fn submit(state: BookingState) {
    if state.book.pending().get_untracked() {
        return;
    }
    let texts = Texts::of(state.language.get_untracked());
    let slot = untrack(|| state.slot());
    let draft = state.draft.get_untracked();
    let selection = state.selection.get_untracked();
    // The terms are asked for once there is an hour to book.
    let accepted = draft.accepted.is_some() || slot.is_none();
    let refusal = Refusal::before_sending(texts, &draft.email, accepted);
    if refusal.is_some() {
        state.refusal.set(refusal);
        focus::soon(SUMMARY);
        return;
    }
    state.refusal.set(None);
    if slot.is_none() {
        focus::soon(if selection.day.is_some() { Field::Hour.id() } else { Field::Day.id() });
    }
    let (Some(service_id), Some(date), Some(slot)) = (selection.service, selection.day, slot) else { return };
    let request = BookingRequest {
        service_id,
        date,
        time: slot.time,
        email: draft.email.trim().to_owned(),
        terms_version: draft.accepted,
        language: Some(state.language.get_untracked()),
    };
    let attempt = Attempt::of(request, Attempt::last(), random::uuid);
    attempt.keep();
    state.book.dispatch(attempt);
}

/// Sends the attempt. A booking leads to its page; a refusal is sorted to where it can be mended.
pub(crate) async fn send(
    attempt: Attempt,
    navigator: Navigator,
    language: RwSignal<Language>,
    refusal: RwSignal<Option<Refusal>>,
    taken: RwSignal<Taken>,
    draft: RwSignal<Draft>,
    refresh: RwSignal<u32>,
) {
    let client = api::client(language.get_untracked());
    match client.book(&attempt.request, &attempt.key.to_string()).await {
        Ok(booking) => {
            let id = booking.id;
            if let Some(hand_over) = use_context::<HandOver>() {
                hand_over.give(booking);
            }
            Draft::forget();
            draft.set(Draft::default());
            taken.set(None);
            navigator.replace(&Route::reservation(id));
        }
        Err(error) => {
            let failure = Failure::from(error);
            let sorted = Refusal::of(&failure, Texts::of(language.get_untracked()));
            match failure.code() {
                Some(ProblemCode::SlotFull) => taken.set(Some((attempt.request.date, attempt.request.time))),
                Some(ProblemCode::TermsOutdated) => {
                    draft.update(|draft| draft.accepted = None);
                    draft.with_untracked(Draft::keep);
                    if let Some(catalogue) = use_context::<Catalogue>() {
                        catalogue.terms.refetch();
                    }
                }
                _ => {}
            }
            let place = place_of(&sorted);
            refusal.set(Some(sorted));
            // Without an answer nothing is known to have changed, and asking again would fail too and take the hours and
            // the button to try again off the page.
            if !matches!(failure, Failure::NoAnswer) {
                refresh.update(|count| *count += 1);
            }
            focus::when_there(place);
        }
    }
}

/// Where the resident is led: to the hours if only the hour is lost, to the summary of errors for wrong fields, else to
/// the message above the button.
fn place_of(refusal: &Refusal) -> &'static str {
    if refusal.lost_hour() {
        refusal.fields.first().map_or(SUMMARY, |(field, _)| Field::message_id(*field))
    } else if refusal.fields.is_empty() {
        TROUBLE
    } else {
        SUMMARY
    }
}
