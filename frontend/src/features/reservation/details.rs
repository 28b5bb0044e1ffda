//! What a visit's holder needs to know, the most urgent first.

use super::cancel::Cancellation;
use super::mail::{self, Mail};
use super::page::LoadedVisit;
use super::visit;
use crate::api::{self, Failure};
use crate::browser::{file, shell};
use crate::components::icon::{Icon, Shape};
use crate::components::link::Link;
use crate::components::notice::Alert;
use crate::features::office::use_office;
use crate::format;
use crate::i18n::{Texts, speech};
use crate::routes;
use leptos::prelude::*;
use shared::booking::{Booking, BookingStatus};

/// The details of a visit.
#[component]
pub(crate) fn Details(booking: Booking, visit: LoadedVisit) -> impl IntoView {
    let id = booking.id;
    let active = booking.status == BookingStatus::Booked;
    let (until, status) = (booking.cancel_until, booking.confirmation_email);
    let texts = speech().texts;
    let sentence = mail::whereabouts(texts, status, &booking.email);
    let navigator = use_context::<crate::browser::history::Navigator>();
    let forget = move |_| {
        visit::forget(id);
        if let Some(navigator) = navigator {
            navigator.push(routes::BOOKING);
        }
    };
    let cancelled = booking.status == BookingStatus::Cancelled;
    view! {
        {cancelled.then(|| view! { <crate::components::notice::Done><p>{texts.cancelled}</p></crate::components::notice::Done> })}
        <div class="visit">
            <VisitSheet booking />
            {active.then(|| view! { <Mail id status sentence visit /> })}
        </div>
        {active.then(|| view! { <WhatNext /> <Cancellation id until visit /> })}
        <section class="sheet after">
            <p>
                <Link href=routes::BOOKING class="button">{texts.book_again}</Link>
            </p>
            <p class="hint">{texts.forget_hint}</p>
            <p>
                <button type="button" class="button quiet" on:click=forget>{texts.forget}</button>
            </p>
        </section>
    }
    .into_any()
}

/// Date and time first, then what and where, like a ticket.
#[component]
fn VisitSheet(booking: Booking) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let office = use_office();
    let active = booking.status == BookingStatus::Booked;
    let place = move || {
        office.get().map(|office| view! { <dt>{texts.item_place}</dt> <dd>{office.name} <br /> {office.address}</dd> })
    };
    let actions = active.then(|| view! { <VisitActions id=booking.id /> });
    view! {
        <section class="ticket ready visit-sheet" aria-labelledby="title">
            <p class="visit-when">
                <span class="visit-date">{format::full_date(speech, booking.date)}</span>
                <span class="visit-time">{format::clock(booking.time)}</span>
            </p>
            <dl>
                <div class="row">
                    <dt>{texts.item_service}</dt>
                    <dd>{booking.service.name}</dd>
                </div>
                <div class="row">{place}</div>
                <div class="row">
                    <dt>{texts.st_label}</dt>
                    <dd>{status_words(texts, booking.status)}</dd>
                </div>
            </dl>
            {actions}
        </section>
    }
    .into_any()
}

/// Calendar file and print-out.
#[component]
fn VisitActions(id: uuid::Uuid) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let save = Action::new_unsync(move |(): &()| async move {
        let Some(token) = visit::token(id) else { return Err(Failure::Broken) };
        let text = api::client(speech.language).calendar(id, &token).await?;
        file::offer(texts.calendar_file, "text/calendar", &text).ok_or(Failure::Broken)
    });
    let trouble = move || match save.value().get() {
        Some(Err(failure)) => Some(view! { <Alert><p>{failure.message(texts)}</p></Alert> }),
        _ => None,
    };
    view! {
        {trouble}
        <div class="visit-actions">
            <button
                type="button"
                class="button"
                aria-busy=move || save.pending().get().to_string()
                on:click=move |_| {
                    save.dispatch(());
                }
            >
                <Icon shape=Shape::Calendar />
                {texts.add_calendar}
            </button>
            <button type="button" class="button" on:click=move |_| shell::print()>
                <Icon shape=Shape::Print />
                {texts.print}
            </button>
        </div>
    }
    .into_any()
}

/// What happens at the kiosk.
#[component]
fn WhatNext() -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let office = use_office();
    let opens = move || {
        office.get().map(|office| view! { <li>{speech.count(&texts.kiosk_1, office.ticket_opens_minutes_before)}</li> })
    };
    view! {
        <section class="sheet next" aria-labelledby="next-heading">
            <h2 id="next-heading">{texts.next_title}</h2>
            <ol>
                {opens}
                <li>{texts.kiosk_2}</li>
                <li>{texts.kiosk_3}</li>
            </ol>
            <p class="hint">{texts.late_rule}</p>
        </section>
    }
    .into_any()
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
