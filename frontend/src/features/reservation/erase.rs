//! Having one's data erased. It takes two presses, like cancelling, which it brings with it while the visit is ahead.

use super::seen::Seen;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{clock, focus, random};
use crate::components::link::link;
use crate::components::notice;
use crate::components::question::{Question, question};
use crate::i18n::Texts;
use crate::markup::{el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::AnyView;
use shared::ProblemCode;
use shared::booking::{Booking, BookingStatus};

/// The button that erases, and what became of it.
pub(crate) fn erasure(booking: &Booking) -> [AnyView; 2] {
    let page = page();
    let texts = page.texts();
    let id = booking.id;
    let ahead = is_ahead(booking);
    // The token dies with the data: if the answer is lost, only a repetition tells that it is done.
    let key = random::uuid().to_string();
    let erase = Deed::new(move || {
        let key = key.clone();
        async move {
            let token = visit::token(id).ok_or(Failure::Broken)?;
            api::client(page.speech.language).erase(id, &token, &key).await?;
            visit::forget(id);
            page.hand_over.erased(id);
            focus::when_there("title");
            Ok(())
        }
    });
    let mut ask = texts.erase_ask.to_owned();
    if ahead {
        ask = format!("{ask} {}", texts.erase_ahead);
    }
    let asked = Question {
        id: "erase",
        class: "button",
        open: texts.erase,
        ask,
        yes: texts.erase,
        doing: texts.erase,
        keep: texts.erase_keep,
    };
    let trouble = live(move || erase.outcome()?.err().map(|failure| notice::alert(&message(texts, &failure))));
    [trouble, question(asked, erase)]
}

/// Too late to cancel is too early to erase.
fn message(texts: &Texts, failure: &Failure) -> String {
    if failure.code() == Some(ProblemCode::ChangeTooLate) {
        texts.erase_too_late.to_owned()
    } else {
        failure.message(texts)
    }
}

/// What is shown instead of the visit from then on; it was cancelled if it was still ahead when last seen.
pub(crate) fn erased(visit: Seen) -> AnyView {
    let texts = page().texts();
    let cancelled = visit.booking().filter(is_ahead).map(|_| el("h2").text(texts.visit_cancelled_title));
    let again = link(routes::BOOKING).attr("class", "button primary").text(texts.book_again);
    let sheet = styled("section", "sheet after").children(cancelled).child(el("p").child(again));
    together(vec![notice::done(texts.erased).into(), sheet.into()])
}

fn is_ahead(booking: &Booking) -> bool {
    booking.status == BookingStatus::Booked && !clock::is_over(booking.cancel_until)
}
