//! The page of a booked visit.

use super::details::{Stage, details};
use super::erase::erased;
use super::seen::Seen;
use super::visit;
use crate::api::{self, Failure, Remote};
use crate::components::frame::band;
use crate::components::link::link;
use crate::components::{loading, notice};
use crate::markup::{El, button, el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::*;
use shared::ProblemCode;
use shared::booking::{Booking, BookingStatus, MailStatus};
use std::time::Duration;
use uuid::Uuid;

/// The page at `/rezerwacja/{id}`.
pub(crate) fn visit_page(id: Uuid) -> AnyView {
    let page = page();
    let texts = page.texts();
    let remembered = RwSignal::new(false);
    let changed = RwSignal::new(None);
    let visit = Seen::of(Remote::new(move || async move {
        let Some(token) = visit::token(id) else { return Some(Ok(None)) };
        if let Some(booking) = page.hand_over.take(id) {
            return Some(Ok(Some(booking)));
        }
        let loaded = api::client(page.speech.language).booking(id, &token).await.map_err(Failure::from);
        let details = if matches!(loaded, Err(Failure::NoAnswer)) { visit::details(id) } else { None };
        remembered.set(details.is_some());
        if details.is_some() {
            return Some(Ok(details));
        }
        Some(match loaded {
            Err(failure) if failure.code() == Some(ProblemCode::NotFound) => Ok(None),
            loaded => loaded.inspect(visit::remember).map(Some),
        })
    }));
    follow_mail(visit);
    let title = move || match visit.booking().as_ref().map(Stage::of) {
        _ if page.hand_over.is_erased(id) => texts.erased_title,
        Some(Stage::Ahead) if changed.with(Option::is_some) => texts.moved_title,
        Some(Stage::Ahead) => texts.booked_title,
        Some(Stage::Cancelled) => texts.visit_cancelled_title,
        _ => texts.visit_title,
    };
    // Drawn anew only if the visit itself has changed, so that an open question, what is typed and the focus stay: where the
    // e-mail goes and what becomes of it is said by a text that follows it, and the token comes with some answers only.
    let drawn = Memo::new(move |_| {
        visit.booking().map(|booking| Booking {
            email: String::new(),
            confirmation_email: MailStatus::Queued,
            manage_token: None,
            ..booking
        })
    });
    let content = live(move || {
        if page.hand_over.is_erased(id) {
            return Some(erased(visit));
        }
        if let Some(booking) = drawn.get() {
            return Some(details(&booking, visit, changed));
        }
        Some(match visit.remote().get() {
            None => loading::skeleton("calendar").into(),
            Some(Err(failure)) => loading::failed(&failure, move || visit.reload()).into(),
            Some(Ok(_)) => unknown(),
        })
    });
    let notice = live(move || remembered.get().then(|| offline(visit)));
    let body = styled("div", "wrap reservation").child(notice).child(content);
    together(vec![band(move || title().to_owned(), "").into(), body.into()])
}

/// Over details that nobody could be asked for.
fn offline(visit: Seen) -> El {
    let texts = page().texts();
    let again = button("button", move || visit.reload()).text(texts.retry);
    notice::alert_with(None, [el("p").text(texts.visit_offline).into(), notice::call_us(), again.into()])
}

fn unknown() -> AnyView {
    let texts = page().texts();
    let back = link(routes::BOOKING).attr("class", "button primary").text(texts.missing_back);
    let lost = routes::written(routes::LOST_CODE, page().speech.language);
    let lost = styled("a", "button").attr("href", &lost).text(texts.code_link);
    let ways = styled("p", "visit-actions").child(back).child(lost);
    together(vec![notice::alert(texts.err_not_found).into(), ways.into()])
}

/// Asks now and then whether the confirmation has left, as long as it has not.
fn follow_mail(visit: Seen) {
    const PAUSE_S: u64 = 3;
    const TRIES: u64 = 8;
    let gone = StoredValue::new(false);
    on_cleanup(move || gone.set_value(true));
    Effect::new(move |tries: Option<u64>| {
        let tries = tries.unwrap_or_default();
        // An asking that failed counts, too: what was seen has not changed then.
        let _ = visit.remote().get();
        let waits = visit.booking().is_some_and(|booking| {
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
