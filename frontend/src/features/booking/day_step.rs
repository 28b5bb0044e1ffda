//! Step 3: the calendar.

use super::hour_step::FIRST_HOUR;
use super::refusal::Field;
use crate::browser::focus;
use crate::components::loading;
use crate::components::step::{field_error, step};
use crate::features::calendar::{Calendar, Month, Wish, day_picker, first_free};
use crate::markup::{El, live, styled};
use crate::page::page;
use leptos::prelude::*;

/// The days of the chosen service, and choosing one.
pub(crate) fn day_step() -> El {
    let state = page().booking;
    let calendar = Memo::new(move |_| {
        let book = state.days().and_then(Result::ok).unwrap_or_default();
        let (wanted, chosen) =
            state.selection.with(|selection| (selection.month.or(selection.day.map(Month::of)), selection.day));
        Calendar { month: book.month_in_view(wanted), book, chosen }
    });
    let loaded = Memo::new(move |_| calendar.with(|calendar| calendar.book.today().is_some()));
    let on_wish = Callback::new(move |wish| {
        let selection = state.selection.get_untracked();
        match wish {
            Wish::Month(month) => state.choose(&selection.with_month(month)),
            Wish::Day(day) => {
                state.choose(&selection.with_day(Some(day)));
                focus::when_there(FIRST_HOUR);
            }
        }
    });
    let content = live(move || {
        if loaded.get() {
            return Some(day_picker(calendar, on_wish));
        }
        Some(match state.days() {
            Some(Err(failure)) => loading::failed(&failure, move || state.ask_again_at(Field::Day)),
            _ => loading::skeleton("calendar"),
        })
    });
    // Read out once the days are there: the resident is still at the service.
    let speech = page().speech;
    let first = move || calendar.with(|calendar| calendar.book.first_free()).map(|day| first_free(speech, day));
    let said = styled("p", "visually-hidden").attr("role", "status").text_of(move || first().unwrap_or_default());
    step("3", Field::Day.id(), speech.texts.day_heading).child(field_error(Field::Day)).child(said).child(content)
}
