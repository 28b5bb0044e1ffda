//! The chosen hour is gone: the way on.

use super::refusal::Field;
use super::state::BookingState;
use super::summary;
use crate::browser::{clock, focus};
use crate::components::notice::{alert_with, call_us};
use crate::format;
use crate::i18n::Speech;
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use leptos::prelude::*;
use shared::availability::SlotRef;
use shared::texts::fill;

/// Says that the hour is gone, with the nearest free ones to choose by one tap.
pub(crate) fn lost_hour() -> AnyView {
    let speech = page().speech;
    let state = page().booking;
    live(move || {
        let (message, alternatives) = refused(state).or_else(|| vanished(state, speech))?;
        let mut body = vec![el("p").text(&message).into()];
        if !alternatives.is_empty() {
            body.push(el("h3").text(speech.texts.alternatives).into());
            let buttons = alternatives.iter().map(|slot| el("li").child(alternative(speech, state, slot)));
            body.push(styled("ul", "alternatives").children(buttons).into());
        }
        body.push(call_us());
        Some(alert_with(Some(Field::Hour.message_id()), body))
    })
}

/// The server refused the hour or its day.
fn refused(state: BookingState) -> Option<(String, Vec<SlotRef>)> {
    state.refusal.with(|refusal| {
        let refusal = refusal.as_ref().filter(|refusal| refusal.lost_hour())?;
        Some((refusal.fields.first()?.1.clone(), refusal.alternatives.clone()))
    })
}

/// The hour was chosen, and is not among the free ones: somebody was quicker, or the address names an hour that nobody can
/// book.
fn vanished(state: BookingState, speech: Speech) -> Option<(String, Vec<SlotRef>)> {
    let chosen = state.selection.with(|selection| selection.hour)?;
    let hours = state.hours()?.ok()?;
    if state.slot().is_some() {
        return None;
    }
    let texts = speech.texts;
    let was_offered = hours.1.slots.iter().any(|slot| slot.time == chosen && !clock::is_over(slot.starts_at));
    let message = if was_offered { texts.err_taken } else { texts.err_hour };
    Some((message.to_owned(), Vec::new()))
}

fn alternative(speech: Speech, state: BookingState, slot: &SlotRef) -> El {
    let (day, hour) = (slot.date, slot.time);
    let (date, time) = (format::short_date(speech, day), format::clock(hour));
    let label = fill(speech.texts.short_date_and_time, &[("date", &date), ("time", &time)]);
    let choose = move || {
        let selection = state.selection.get_untracked();
        state.choose(&selection.with_day(Some(day)).with_hour(Some(hour)));
        focus::when_there(summary::HEADING);
    };
    button("button", choose).text(&label)
}
