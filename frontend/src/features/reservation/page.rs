//! The page of a booked visit.

use super::details::details;
use super::visit;
use crate::api::{self, Failure, Remote};
use crate::components::frame::band;
use crate::components::link::link;
use crate::components::{loading, notice};
use crate::markup::{el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::*;
use shared::ProblemCode;
use shared::booking::{Booking, BookingStatus, MailStatus};
use std::time::Duration;
use uuid::Uuid;

/// A visit; `None` if there is none that this device has the right to see.
pub(crate) type RemoteVisit = Remote<Option<Booking>>;

/// The page at `/rezerwacja/{id}`.
pub(crate) fn reservation_page(id: Uuid) -> AnyView {
    let page = page();
    let texts = page.texts();
    let visit: RemoteVisit = Remote::new(move || async move {
        let Some(token) = visit::token(id) else { return Some(Ok(None)) };
        if let Some(booking) = page.hand_over.take(id) {
            return Some(Ok(Some(booking)));
        }
        let loaded = api::client(page.speech.language).booking(id, &token).await.map_err(Failure::from);
        Some(match loaded {
            Err(failure) if failure.code() == Some(ProblemCode::NotFound) => Ok(None),
            loaded => loaded.inspect(visit::remember).map(Some),
        })
    });
    follow_mail(visit);
    let title = move || match booked(visit).map(|booking| booking.status) {
        Some(BookingStatus::Booked) => texts.booked_title,
        Some(BookingStatus::Cancelled) => texts.visit_cancelled_title,
        _ => texts.visit_title,
    };
    // Drawn anew only if the visit itself has changed: what becomes of its e-mail is said by a text that follows it.
    let drawn =
        Memo::new(move |_| booked(visit).map(|booking| Booking { confirmation_email: MailStatus::Queued, ..booking }));
    let content = live(move || {
        if let Some(booking) = drawn.get() {
            return Some(details(&booking, visit));
        }
        Some(match visit.get() {
            None => loading::skeleton("calendar").into(),
            Some(Err(failure)) => loading::failed(&failure, move || visit.reload()).into(),
            Some(Ok(_)) => unknown(),
        })
    });
    together(vec![band(title, "").into(), styled("div", "wrap reservation").child(content).into()])
}

/// The visit, once it is loaded and if there is one.
pub(crate) fn booked(visit: RemoteVisit) -> Option<Booking> {
    Option::clone(&*visit.value()?)
}

fn unknown() -> AnyView {
    let texts = page().texts();
    let back = link(routes::BOOKING).attr("class", "button primary").text(texts.missing_back);
    together(vec![notice::alert(texts.err_not_found).into(), el("p").child(back).into()])
}

/// Asks now and then whether the confirmation has left, as long as it has not.
fn follow_mail(visit: RemoteVisit) {
    const PAUSE_S: u64 = 3;
    const TRIES: u64 = 8;
    let gone = StoredValue::new(false);
    on_cleanup(move || gone.set_value(true));
    Effect::new(move |tries: Option<u64>| {
        let tries = tries.unwrap_or_default();
        let waits = booked(visit).is_some_and(|booking| {
            booking.confirmation_email == MailStatus::Queued && booking.status == BookingStatus::Booked
        });
        if waits && tries < TRIES {
            let ask = move || {
                if gone.try_get_value() == Some(false) {
                    visit.reload();
                }
            };
            set_timeout(ask, Duration::from_secs(PAUSE_S * (tries + 1)));
        }
        tries + 1
    });
}
