//! The page of a booked visit.

use super::details::Details;
use super::visit::{self, HandOver};
use crate::api::{self, Failure};
use crate::components::frame::Band;
use crate::components::link::Link;
use crate::components::notice::{Alert, CallUs, LoadFailed, Skeleton};
use crate::features::office::Loaded;
use crate::i18n::speech;
use crate::routes;
use leptos::prelude::*;
use shared::ProblemCode;
use shared::booking::{Booking, BookingStatus, MailStatus};
use std::time::Duration;
use uuid::Uuid;

/// A visit as it was loaded; `None` if this device has no right to see it.
pub(crate) type LoadedVisit = LocalResource<Option<Loaded<Booking>>>;

/// The page at `/rezerwacja/{id}`.
#[component]
pub(crate) fn ReservationPage(id: Uuid) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let hand_over = use_context::<HandOver>();
    let visit: LoadedVisit = LocalResource::new(move || async move {
        let token = visit::token(id)?;
        if let Some(booking) = hand_over.and_then(|hand_over| hand_over.take(id)) {
            return Some(Ok(booking));
        }
        let loaded = api::client(speech.language).booking(id, &token).await;
        Some(loaded.inspect(visit::remember).map_err(Failure::from))
    });
    follow_mail(visit);
    let title = move || match visit.get().flatten() {
        Some(Ok(booking)) => match booking.status {
            BookingStatus::Booked => texts.booked_title,
            BookingStatus::Cancelled => texts.visit_cancelled_title,
            _ => texts.visit_title,
        },
        _ => texts.visit_title,
    };
    let content = move || match visit.get() {
        None => view! { <Skeleton kind="calendar" /> }.into_any(),
        Some(Some(Ok(booking))) => view! { <Details booking visit /> }.into_any(),
        Some(Some(Err(failure))) if failure.code() != Some(ProblemCode::NotFound) => {
            view! { <LoadFailed failure on_retry=Callback::new(move |()| visit.refetch()) /> }.into_any()
        }
        Some(_) => view! {
            <Alert>
                <p>{texts.err_not_found}</p>
                <CallUs />
            </Alert>
            <p>
                <Link href=routes::BOOKING class="button primary">{texts.missing_back}</Link>
            </p>
        }
        .into_any(),
    };
    view! {
        <Band title=Signal::derive(move || title().to_owned()) />
        <div class="wrap reservation">{content}</div>
    }
}

/// Asks now and then whether the confirmation has left, as long as it has not.
fn follow_mail(visit: LoadedVisit) {
    const PAUSE_S: u64 = 3;
    const TRIES: u64 = 8;
    let gone = StoredValue::new(false);
    on_cleanup(move || gone.set_value(true));
    Effect::new(move |tries: Option<u64>| {
        let tries = tries.unwrap_or_default();
        let waits = visit.with(|visit| {
            matches!(visit, Some(Some(Ok(booking)))
                if booking.confirmation_email == MailStatus::Queued && booking.status == BookingStatus::Booked)
        });
        if waits && tries < TRIES {
            let ask = move || {
                if gone.try_get_value() == Some(false) {
                    visit.refetch();
                }
            };
            set_timeout(ask, Duration::from_secs(PAUSE_S * (tries + 1)));
        }
        tries + 1
    });
}
