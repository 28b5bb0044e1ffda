//! Choosing a day: the month grid or the list, the first free day, and why other days can't be chosen.

use super::book::{DayBook, DayState};
use super::grid::{Grid, MonthGrid};
use super::legend::Legend;
use super::list::DayList;
use super::{Month, cell};
use crate::components::icon::{Icon, Shape};
use crate::features::office::use_office;
use crate::format;
use crate::i18n::speech;
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::texts::fill;

/// A calendar over the days of `book`.
#[component]
pub(crate) fn DayPicker(
    /// The days.
    book: Memo<DayBook>,
    /// The month in view.
    month: Memo<Month>,
    /// The chosen day.
    chosen: Memo<Option<NaiveDate>>,
    /// Wants another month in view.
    on_month: Callback<Month>,
    /// Chooses a day on which something is free.
    on_choose: Callback<NaiveDate>,
) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let as_list = RwSignal::new(false);
    let asked = RwSignal::new(None::<NaiveDate>);
    let cursor = RwSignal::new(None);
    let on_day = Callback::new(move |date| {
        if matches!(book.with_untracked(|book| book.state(date)), DayState::Free(_)) {
            asked.set(None);
            on_choose.run(date);
        } else {
            asked.set(Some(date));
        }
    });
    let note =
        move || asked.get().and_then(|date| cell::explanation(speech, date, &book.with(|book| book.state(date))));
    let office = use_office();
    let days_ahead = move || office.get().map(|office| office.horizon_days);
    let horizon = move || days_ahead().map(|days| view! { <p class="hint">{speech.count(&texts.horizon, days)}</p> });
    let first_free = move || {
        let Some(first) = book.with(DayBook::first_free) else {
            let sentence = days_ahead().map(|days| speech.count(&texts.none_free, days));
            return view! { <p class="none-free" role="status">{sentence}</p> }.into_any();
        };
        let label = fill(texts.first_free, &[("date", &format::day_and_month(speech, first))]);
        view! {
            <button type="button" class="button quiet first-free" on:click=move |_| on_choose.run(first)>
                <Icon shape=Shape::Forward />
                {label}
            </button>
        }
        .into_any()
    };
    let grid = Grid { book, month, chosen, cursor, on_month, on_day };
    let view_of_days = move || {
        if as_list.get() {
            view! { <DayList book chosen on_day /> }.into_any()
        } else {
            view! {
                <MonthBar book month on_month />
                <MonthGrid grid />
                <p id="grid-help" class="visually-hidden">{texts.grid_help}</p>
            }
            .into_any()
        }
    };
    view! {
        <div class="picker">
            <div class="picker-days">
                {view_of_days}
                <p class="day-note" role="status">{note}</p>
            </div>
            <div class="picker-side">
                {first_free}
                <button type="button" class="button quiet" on:click=move |_| as_list.update(|list| *list = !*list)>
                    <Icon shape=Shape::List />
                    {move || if as_list.get() { texts.view_calendar } else { texts.view_list }}
                </button>
                <Legend />
                {horizon}
            </div>
        </div>
    }
}

/// The name of the month between the ways to its neighbours.
#[component]
fn MonthBar(book: Memo<DayBook>, month: Memo<Month>, on_month: Callback<Month>) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let bounds = Memo::new(move |_| book.with(DayBook::months));
    let at_first = move || bounds.get().is_none_or(|(first, _)| month.get() <= first);
    let at_last = move || bounds.get().is_none_or(|(_, last)| month.get() >= last);
    let go = move |end: bool, target: Month| {
        if !end {
            on_month.run(target);
        }
    };
    view! {
        <div class="month-bar">
            <button
                type="button"
                class="button icon-only"
                aria-label=texts.month_prev
                aria-disabled=move || at_first().then_some("true")
                on:click=move |_| go(untrack(at_first), month.get_untracked().previous())
            >
                <Icon shape=Shape::Back />
            </button>
            <h3 id="month-title" aria-live="polite">
                {move || format::month_title(speech, month.get().first())}
            </h3>
            <button
                type="button"
                class="button icon-only"
                aria-label=texts.month_next
                aria-disabled=move || at_last().then_some("true")
                on:click=move |_| go(untrack(at_last), month.get_untracked().next())
            >
                <Icon shape=Shape::Forward />
            </button>
        </div>
    }
}
