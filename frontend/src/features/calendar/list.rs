//! The same days as a list, for those who prefer it to a grid.

use super::book::DayBook;
use crate::format;
use crate::i18n::speech;
use chrono::NaiveDate;
use leptos::prelude::*;

/// Every day with something free.
#[component]
pub(crate) fn DayList(
    book: Memo<DayBook>,
    chosen: Memo<Option<NaiveDate>>,
    on_day: Callback<NaiveDate>,
) -> impl IntoView {
    let speech = speech();
    let rows = move || {
        book.with(|book| {
            book.free_days()
                .map(|day| {
                    let (date, free) = (day.date, day.free);
                    view! {
                        <li>
                            <button
                                type="button"
                                class="list-day"
                                aria-pressed=move || (chosen.get() == Some(date)).to_string()
                                on:click=move |_| on_day.run(date)
                            >
                                <span class="list-date">{format::day_and_month(speech, date)}</span>
                                <span class="list-free">{speech.count(&speech.texts.free_times, free)}</span>
                            </button>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <ul class="day-list" id="day-list" aria-label=speech.texts.list_label>
            {rows}
        </ul>
    }
}
