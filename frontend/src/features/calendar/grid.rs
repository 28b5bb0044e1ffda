//! The month as an ARIA grid: one tab stop, arrows between the days.

use super::book::{DayBook, DayState};
use super::keys::Step;
use super::{Month, cell};
use crate::browser::focus;
use crate::format;
use crate::i18n::{Speech, speech};
use chrono::NaiveDate;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// What the grid shows and whom it tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// The days.
    pub(crate) book: Memo<DayBook>,
    /// The month in view.
    pub(crate) month: Memo<Month>,
    /// The chosen day.
    pub(crate) chosen: Memo<Option<NaiveDate>>,
    /// Where the keyboard is, if it has moved.
    pub(crate) cursor: RwSignal<Option<NaiveDate>>,
    /// Wants another month in view.
    pub(crate) on_month: Callback<Month>,
    /// Chooses a day, or asks why it can't be chosen.
    pub(crate) on_day: Callback<NaiveDate>,
}

impl Grid {
    /// The one day that Tab reaches.
    fn tab_stop(self) -> NaiveDate {
        let month = self.month.get();
        let cursor = self.cursor.get().filter(|date| Month::of(*date) == month);
        cursor.unwrap_or_else(|| self.book.with(|book| book.entry(month, self.chosen.get())))
    }

    fn step(self, event: &KeyboardEvent) {
        let Some(step) = Step::of_key(&event.key()) else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        let Some((first, last)) = self.book.with_untracked(DayBook::months) else { return };
        let target = step.from(untrack(|| self.tab_stop()), first.first(), last.last());
        self.cursor.set(Some(target));
        if Month::of(target) != self.month.get_untracked() {
            self.on_month.run(Month::of(target));
        }
        focus::soon(&cell_id(target));
    }
}

/// The id of a day's button.
pub(crate) fn cell_id(date: NaiveDate) -> String {
    format!("day-{date}")
}

/// The month as a table.
#[component]
pub(crate) fn MonthGrid(grid: Grid) -> impl IntoView {
    let speech = speech();
    let monday = NaiveDate::default().week(chrono::Weekday::Mon).first_day();
    let heads: Vec<_> = monday
        .iter_days()
        .zip(speech.texts.weekdays_short.split(' '))
        .map(|(day, short)| view! { <th scope="col" abbr=format::weekday(speech, day)>{short}</th> })
        .collect();
    let body = move || {
        let book = grid.book.get();
        let weeks = grid.month.get().weeks();
        weeks.into_iter().map(|week| view! { <tr>{week.map(|day| cell(grid, speech, &book, day))}</tr> }).collect_view()
    };
    view! {
        <table
            class="month"
            role="grid"
            aria-labelledby="month-title"
            aria-describedby="grid-help"
            on:keydown=move |event| grid.step(&event)
        >
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{body}</tbody>
        </table>
    }
}

fn cell(grid: Grid, speech: Speech, book: &DayBook, day: Option<NaiveDate>) -> AnyView {
    let Some(date) = day else { return view! { <td role="gridcell"></td> }.into_any() };
    let state = book.state(date);
    let today = book.today() == Some(date);
    let class = format!("day {}{}", state.class(), if today { " today" } else { "" });
    let available = matches!(state, DayState::Free(_));
    let written = format::full_date(speech, date);
    let chosen = Memo::new(move |_| grid.chosen.get() == Some(date));
    let name = move || cell::name(speech, &written, &state, today, chosen.get());
    view! {
        <td role="gridcell" aria-selected=move || chosen.get().to_string()>
            <button
                type="button"
                id=cell_id(date)
                class=class
                class:chosen=chosen
                tabindex=move || if grid.tab_stop() == date { "0" } else { "-1" }
                aria-label=name
                aria-disabled=(!available).then_some("true")
                aria-current=today.then_some("date")
                on:click=move |_| {
                    grid.cursor.set(Some(date));
                    grid.on_day.run(date);
                }
            >
                <span class="sign">{chrono::Datelike::day(&date)}</span>
            </button>
        </td>
    }
    .into_any()
}
