//! What a visit's holder needs to know, the most urgent first.

use super::cancel::cancellation;
use super::erase::erasure;
use super::mail::mail;
use super::seen::Seen;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{file, shell};
use crate::components::icon::{Shape, icon};
use crate::components::link::link;
use crate::components::notice;
use crate::format;
use crate::i18n::Texts;
use crate::markup::{El, button, el, live, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::AnyView;
use shared::booking::{Booking, BookingStatus};
use uuid::Uuid;

/// The details of a visit.
pub(crate) fn details(booking: &Booking, visit: Seen) -> AnyView {
    let active = booking.status == BookingStatus::Booked;
    let mut parts = Vec::new();
    if booking.status == BookingStatus::Cancelled {
        parts.push(notice::done(page().texts().cancelled).into());
    }
    let code = active.then(|| mail(booking.id, visit));
    parts.push(styled("div", "visit").child(sheet(booking)).children(code).into());
    if active {
        parts.push(what_next().into());
        parts.push(cancellation(booking.id, booking.cancel_until, visit).into());
    }
    parts.push(after(booking.id).into());
    parts.push(erasure(booking).into());
    together(parts)
}

/// Date and time first, then what and where, like a ticket.
fn sheet(booking: &Booking) -> El {
    let page = page();
    let (speech, texts) = (page.speech, page.texts());
    let row = |label: &str, value: El| styled("div", "row").child(el("dt").text(label)).child(value);
    let place = live(move || {
        let office = page.catalogue.office.value()?;
        Some(el("span").text(&office.name).child(el("br")).text(&office.address))
    });
    let when = styled("p", "visit-when")
        .child(styled("span", "visit-date").text(&format::full_date(speech, booking.date)))
        .text(" ")
        .child(styled("span", "visit-time").text(&format::clock(booking.time)));
    let active = booking.status == BookingStatus::Booked;
    let status = (!active).then(|| row(texts.st_label, el("dd").text(status_words(texts, booking.status))));
    let list = el("dl")
        .child(row(texts.item_service, el("dd").text(&booking.service.name)))
        .child(row(texts.item_place, el("dd").child(place)))
        .children(status);
    let actions = active.then(|| actions(booking.id));
    styled("section", "ticket ready visit-sheet")
        .attr("aria-labelledby", "title")
        .child(when)
        .child(list)
        .children(actions)
}

/// Calendar file and print-out.
fn actions(id: Uuid) -> AnyView {
    let page = page();
    let texts = page.texts();
    let save = Deed::new(move || async move {
        let token = visit::token(id).ok_or(Failure::Broken)?;
        let text = api::client(page.speech.language).calendar(id, &token).await?;
        file::offer(texts.calendar_file, "text/calendar", &text).ok_or(Failure::Broken)
    });
    let trouble = live(move || save.outcome()?.err().map(|failure| notice::alert(&failure.message(texts))));
    let calendar = button("button", move || save.start())
        .flag("aria-busy", move || save.pending())
        .child(icon(Shape::Calendar))
        .text(texts.add_calendar);
    let print = button("button", shell::print).child(icon(Shape::Print)).text(texts.print);
    together(vec![trouble, styled("div", "visit-actions").child(calendar).child(print).into()])
}

/// What happens at the kiosk.
fn what_next() -> El {
    let page = page();
    let texts = page.texts();
    let opens = live(move || {
        let office = page.catalogue.office.value()?;
        Some(el("li").text(&page.speech.count(&texts.kiosk_1, office.ticket_opens_minutes_before)))
    });
    let steps = el("ol").child(opens).child(el("li").text(texts.kiosk_2)).child(el("li").text(texts.kiosk_3));
    styled("section", "sheet next")
        .attr("aria-labelledby", "next-heading")
        .child(el("h2").id("next-heading").text(texts.next_title))
        .child(steps)
        .child(styled("p", "hint").text(texts.late_rule))
}

/// Where to go from here, and leaving no trace on a shared computer.
fn after(id: Uuid) -> El {
    let page = page();
    let texts = page.texts();
    let forget = move || {
        visit::forget(id);
        page.navigator.push(routes::BOOKING);
    };
    styled("section", "sheet after")
        .child(el("p").child(link(routes::BOOKING).attr("class", "button").text(texts.book_again)))
        .child(styled("p", "hint").text(texts.forget_hint))
        .child(el("p").child(button("button quiet", forget).text(texts.forget)))
}

const fn status_words(texts: &Texts, status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Held => texts.st_held,
        BookingStatus::Booked => texts.st_booked,
        BookingStatus::CheckedIn => texts.st_checked_in,
        BookingStatus::Completed => texts.st_done,
        BookingStatus::Cancelled => texts.st_cancelled,
        BookingStatus::NoShow => texts.st_no_show,
        BookingStatus::Expired => texts.st_expired,
    }
}
