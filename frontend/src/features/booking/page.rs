//! The booking page: its parts in the office's order, each shown when it can be answered.

use super::day_step::day_step;
use super::email_step::email_step;
use super::hold;
use super::hour_step::hour_step;
use super::own_visit::own_visit;
use super::service_step::{self, service_step};
use super::state::BookingState;
use super::summary::summary;
use super::terms_step::terms_step;
use crate::components::frame::band;
use crate::components::loading;
use crate::markup::{live, styled, together};
use crate::page::page;
use leptos::prelude::*;

/// The page at `/`.
pub(crate) fn booking_page() -> AnyView {
    let texts = page().texts();
    let state = page().booking;
    let has_service = Memo::new(move |_| service_step::has_service());
    let has_slot = Memo::new(move |_| state.slot().is_some());
    let steps = styled("div", "steps")
        .children(own_visit())
        .child(service_step())
        .child(live(move || has_service.get().then(|| further(state, has_slot))));
    let form = styled("form", "wrap booking")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            if let Some(part) = untrack(|| state.part.value()) {
                (part.submit)(state);
            }
        })
        .child(steps)
        .child(summary(has_slot));
    let title = move || page().catalogue.heading().unwrap_or_else(|| texts.app_title.to_owned());
    together(vec![
        live(move || state.part.value().map(|part| (part.error_summary)())),
        band(title, texts.lead).into(),
        form.into(),
    ])
}

/// What follows the service, as soon as that part of the program is there.
fn further(state: BookingState, has_slot: Memo<bool>) -> AnyView {
    live(move || {
        Some(match state.part.get() {
            None => loading::skeleton("calendar").into(),
            Some(Ok(part)) => (part.steps)(has_slot),
            Some(Err(failure)) => {
                let again = move || {
                    state.part.reload();
                    state.ask_again();
                };
                loading::failed(&failure, again).into()
            }
        })
    })
}

/// The steps after the first, each shown when it can be answered.
pub(crate) fn steps(has_slot: Memo<bool>) -> AnyView {
    let state = page().booking;
    hold::follow(state);
    let has_day = Memo::new(move |_| state.selection.with(|selection| selection.day.is_some()));
    together(vec![
        email_step().into(),
        day_step().into(),
        live(move || has_day.get().then(hour_step)),
        live(move || has_slot.get().then(terms_step)),
    ])
}
