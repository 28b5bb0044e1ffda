//! Moving a visit or giving it up. The latter takes two presses; opening a link never does it.

use super::relocate::{Changed, relocation};
use super::seen::Seen;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{clock, focus};
use crate::components::notice::{self, call_us};
use crate::components::question::{Question, question};
use crate::format;
use crate::markup::{El, el, live, styled};
use crate::page::page;
use leptos::prelude::Set;
use shared::booking::Booking;
use shared::texts::fill;

/// Until when it can be moved or given up, and how.
pub(crate) fn cancellation(booking: &Booking, visit: Seen, changed: Changed) -> El {
    let (id, until) = (booking.id, booking.cancel_until);
    let page = page();
    let texts = page.texts();
    let section = styled("section", "sheet cancellation")
        .attr("aria-labelledby", "cancel-heading")
        .child(el("h2").id("cancel-heading").text(texts.cancel_heading));
    if clock::is_over(until) {
        return section.child(el("p").text(texts.cancel_closed)).child(call_us());
    }
    let cancel = Deed::new(move || async move {
        let token = visit::token(id).ok_or(Failure::Broken)?;
        let booking = api::client(page.speech.language).cancel(id, &token).await?;
        visit::remember(&booking);
        changed.set(None);
        page.hand_over.give(booking);
        visit.reload();
        focus::when_there("title");
        Ok(())
    });
    let sentence = fill(texts.cancel_until, &[("when", &format::instant(page.speech, until))]);
    let asked = Question {
        id: "cancel",
        class: "button danger-quiet",
        open: texts.cancel,
        ask: texts.cancel_ask.to_owned(),
        yes: texts.cancel_yes,
        doing: texts.cancelling,
        keep: texts.cancel_keep,
    };
    section
        .child(el("p").text(&sentence))
        .child(relocation(booking, visit, changed))
        .child(live(move || cancel.outcome()?.err().map(|failure| notice::alert(&failure.message(texts)))))
        .child(question(asked, cancel))
}
