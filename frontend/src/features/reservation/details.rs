//! What a visit's holder needs to know, the most urgent first.

use super::cancel::cancellation;
use super::mail::mail;
use super::relocate::Changed;
use super::seen::Seen;
use super::traces::traces;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{clock, file, shell};
use crate::components::icon::{Shape, icon};
use crate::components::link::{leaving_link, link};
use crate::components::notice;
use crate::format;
use crate::i18n::Texts;
use crate::markup::{El, button, el, live, styled, together};
use crate::page::page;
use crate::routes;
use chrono::TimeDelta;
use leptos::prelude::*;
use shared::booking::{Booking, BookingStatus};
use shared::kiosk::BOOKED_BUTTON;
use shared::texts::fill;
use uuid::Uuid;

/// How far a visit is, as its page tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Booked and still to come.
    Ahead,
    /// Its ticket is drawn.
    CheckedIn,
    /// Given up.
    Cancelled,
    /// Over, one way or another.
    Gone,
}

impl Stage {
    /// The stage of `booking` by the device's clock.
    pub(crate) fn of(booking: &Booking) -> Self {
        match booking.status {
            BookingStatus::CheckedIn => Self::CheckedIn,
            BookingStatus::Cancelled => Self::Cancelled,
            BookingStatus::Booked if !clock::is_over(booking.ends_at) => Self::Ahead,
            _ => Self::Gone,
        }
    }
}

/// The details of a visit.
pub(crate) fn details(booking: &Booking, visit: Seen, changed: Changed) -> AnyView {
    let texts = page().texts();
    let stage = Stage::of(booking);
    let mut parts = Vec::new();
    match stage {
        Stage::Cancelled => parts.push(notice::done(texts.cancelled).into()),
        Stage::CheckedIn => parts.push(notice::done(texts.kiosk_3).into()),
        Stage::Ahead => parts.push(live(move || changed.get().map(|words| notice::done(&words)))),
        Stage::Gone => {}
    }
    let ahead = stage == Stage::Ahead;
    let code = ahead.then(|| mail(booking.id, visit));
    parts.push(styled("div", "visit").child(sheet(booking, stage)).children(code).into());
    if ahead {
        parts.push(what_to_bring(booking).into());
        parts.push(what_next(booking).into());
        parts.push(cancellation(booking, visit, changed).into());
    }
    parts.push(traces(booking).into());
    parts.extend(ahead.then(|| el("p").child(again("button")).into()));
    together(parts)
}

/// Date and time first, then what and where, like a ticket.
fn sheet(booking: &Booking, stage: Stage) -> El {
    let page = page();
    let (speech, texts) = (page.speech, page.texts());
    let row = |label: &str, value: El| styled("div", "row").child(el("dt").text(label)).child(value);
    let place = live(move || {
        let office = page.catalogue.office.value()?;
        let map = office.map_url.as_deref().map(|href| leaving_link(href, texts.map_link));
        Some(el("div").text(&office.name).child(el("br")).text(&office.address).children(map))
    });
    let when = styled("p", "visit-when")
        .child(styled("span", "visit-date").text(&format::full_date(speech, booking.date)))
        .text(" ")
        .child(styled("span", "visit-time").text(&format::clock(booking.time)));
    let ahead = stage == Stage::Ahead;
    let status = (!ahead).then(|| row(texts.st_label, el("dd").text(status_words(texts, booking))));
    let list = el("dl")
        .children(status)
        .child(row(texts.item_service, el("dd").text(&booking.service.name)))
        .child(row(texts.item_place, el("dd").child(place)));
    styled("section", if ahead { "ticket ready visit-sheet" } else { "ticket ready visit-sheet over" })
        .attr("aria-labelledby", "title")
        .child(when)
        .child(list)
        .child(match stage {
            Stage::Ahead => actions(booking.id),
            Stage::CheckedIn => el("p").child(again("button")).into(),
            Stage::Cancelled | Stage::Gone => el("p").child(again("button primary")).into(),
        })
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

/// The papers that the matter needs.
fn what_to_bring(booking: &Booking) -> El {
    let page = page();
    let texts = page.texts();
    let service = booking.service.id.clone();
    let papers = live(move || {
        let services = page.catalogue.services.value()?;
        let href = services.iter().find(|of_list| of_list.id == service)?.details_url.clone()?;
        Some(el("p").child(leaving_link(&href, texts.service_docs)))
    });
    styled("section", "sheet bring")
        .attr("aria-labelledby", "bring-heading")
        .child(el("h2").id("bring-heading").text(texts.bring_heading))
        .child(el("p").text(texts.bring))
        .child(papers)
}

/// What happens at the kiosk, and when.
fn what_next(booking: &Booking) -> El {
    let page = page();
    let texts = page.texts();
    let starts = booking.starts_at.naive_local();
    let at_kiosk = move |sentence: &str| {
        let office = page.catalogue.office.value()?;
        let minutes = |minutes: u32| TimeDelta::minutes(minutes.into());
        let from = format::clock((starts - minutes(office.ticket_opens_minutes_before)).time());
        let to = format::clock((starts + minutes(office.ticket_closes_minutes_after)).time());
        Some(fill(sentence, &[("from", &from), ("to", &to)]))
    };
    let steps = el("ol")
        .child(live(move || at_kiosk(texts.kiosk_window).map(|words| el("li").text(&words))))
        .child(at_button(texts.kiosk_2))
        .child(el("li").text(texts.kiosk_3));
    styled("section", "sheet next")
        .attr("aria-labelledby", "next-heading")
        .child(el("h2").id("next-heading").text(texts.next_title))
        .child(steps)
        .child(el("p").text_of(move || at_kiosk(texts.late_rule).unwrap_or_default()))
}

/// A step that names the kiosk's button, which is Polish in every language.
fn at_button(step: &str) -> El {
    let (before, after) = step.split_once("{button}").unwrap_or_default();
    el("li").text(before).child(el("span").attr("lang", "pl").text(BOOKED_BUTTON)).text(after)
}

/// The way to another visit.
fn again(class: &str) -> El {
    link(routes::BOOKING).attr("class", class).text(page().texts().book_again)
}

fn status_words(texts: &Texts, booking: &Booking) -> &'static str {
    match booking.status {
        BookingStatus::Booked if clock::is_over(booking.ends_at) => texts.st_over,
        BookingStatus::Held => texts.st_held,
        BookingStatus::Booked => texts.st_booked,
        BookingStatus::CheckedIn => texts.st_checked_in,
        BookingStatus::Completed => texts.st_done,
        BookingStatus::Cancelled => texts.st_cancelled,
        BookingStatus::NoShow => texts.st_no_show,
        BookingStatus::Expired => texts.st_expired,
    }
}
