//! The month as an ARIA grid: one tab stop, arrows between the days.

use super::book::{DayBook, DayState};
use super::keys::Step;
use super::shown::{Calendar, Wish};
use super::{Month, cell};
use crate::browser::focus;
use crate::format;
use crate::i18n::Speech;
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// What the grid shows and whom it tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// The days and the month in view.
    pub(crate) calendar: Memo<Calendar>,
    /// Where the keyboard is, if it has moved.
    pub(crate) cursor: RwSignal<Option<NaiveDate>>,
    /// Wants another month in view, or a day: also one that can't be chosen.
    pub(crate) on_wish: Callback<Wish>,
}

impl Grid {
    /// The one day that Tab reaches.
    fn tab_stop(self) -> NaiveDate {
        let cursor = self.cursor.get();
        self.calendar.with(|calendar| {
            cursor.filter(|date| Month::of(*date) == calendar.month).unwrap_or_else(|| calendar.entry())
        })
    }

    fn step(self, event: &KeyboardEvent) {
        let Some(step) = Step::of_key(&event.key()) else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        let calendar = self.calendar.get_untracked();
        let Some((first, last)) = calendar.book.months() else { return };
        let target = step.from(untrack(|| self.tab_stop()), first.first(), last.last());
        self.cursor.set(Some(target));
        if Month::of(target) != calendar.month {
            self.on_wish.run(Wish::Month(Month::of(target)));
        }
        focus::soon(&cell_id(target));
    }
}

/// The id of the note about the day at which the keyboard is.
pub(crate) const NOTE: &str = "day-note";

/// The id of a day's button.
pub(crate) fn cell_id(date: NaiveDate) -> String {
    format!("day-{date}")
}

/// The month as a table.
pub(crate) fn month_grid(grid: Grid) -> El {
    let speech = page().speech;
    let monday = NaiveDate::default().week(chrono::Weekday::Mon).first_day();
    let heads = monday
        .iter_days()
        .zip(speech.texts.weekdays_short.split(' '))
        .map(|(day, short)| el("th").attrs(&[("scope", "col"), ("abbr", &format::weekday(speech, day))]).text(short));
    let drawn = Memo::new(move |_| grid.calendar.with(Calendar::without_choice));
    let body = live(move || {
        let Calendar { book, month, .. } = drawn.get();
        let weeks = month.weeks();
        let rows = weeks.into_iter().map(|week| el("tr").children(week.map(|day| cell(grid, speech, &book, day))));
        Some(el("tbody").children(rows))
    });
    let keys = move |event: Event| {
        if let Some(event) = event.dyn_ref() {
            grid.step(event);
        }
    };
    styled("table", "month")
        .attrs(&[("role", "grid"), ("aria-labelledby", "month-title"), ("aria-describedby", "grid-help")])
        .on("keydown", keys)
        .child(el("thead").child(el("tr").children(heads)))
        .child(body)
}

fn cell(grid: Grid, speech: Speech, book: &DayBook, day: Option<NaiveDate>) -> El {
    let cell = el("td").attr("role", "gridcell");
    let Some(date) = day else { return cell };
    let state = book.state(date);
    let today = book.today() == Some(date);
    let kind = format!("day {}{}", state.class(), if today { " today" } else { "" });
    let (available, unreleased) = (matches!(state, DayState::Free(_)), matches!(state, DayState::Unreleased(_)));
    let written = format::full_date(speech, date);
    let chosen = Memo::new(move |_| grid.calendar.with(|calendar| calendar.chosen == Some(date)));
    let press = move || {
        grid.cursor.set(Some(date));
        grid.on_wish.run(Wish::Day(date));
    };
    let mut button = button("", press)
        .id(&cell_id(date))
        .attr_of("class", move || Some(if chosen.get() { format!("{kind} chosen") } else { kind.clone() }))
        .attr_of("tabindex", move || Some(if grid.tab_stop() == date { "0" } else { "-1" }.to_owned()))
        .attr_of("aria-label", move || Some(cell::name(speech, &written, &state, today, chosen.get())))
        .child(styled("span", "sign").text(&date.day().to_string()));
    if !available {
        button = button.attr("aria-disabled", "true");
    }
    if unreleased {
        // Its name says that the day is not open yet; the note, which follows the keyboard, from when it is.
        button = button.attr("aria-describedby", NOTE);
    }
    if today {
        button = button.attr("aria-current", "date");
    }
    cell.truth("aria-selected", move || chosen.get()).child(button)
}
