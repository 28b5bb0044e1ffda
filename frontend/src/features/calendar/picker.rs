//! Choosing a day: the month grid or the list, the first free day, and why other days can't be chosen.

use super::book::DayState;
use super::grid::{Grid, NOTE, month_grid};
use super::legend::legend;
use super::list::{LIST, day_list};
use super::offer::offer;
use super::shown::{Calendar, Wish};
use super::{Month, cell};
use crate::browser::focus;
use crate::components::icon::{Shape, icon};
use crate::format;
use crate::markup::{El, button, el, live, spoken, styled, together};
use crate::page::page;
use chrono::NaiveDate;
use leptos::prelude::*;

/// A calendar over `calendar`; `on_wish` is asked for another month in view, or told a day on which something is free.
pub(crate) fn day_picker(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> El {
    let page = page();
    let (speech, texts) = (page.speech, page.texts());
    let as_list = RwSignal::new(false);
    // The day that was pressed in vain, and the one at which the keyboard or the finger is.
    let (asked, cursor) = (RwSignal::new(None::<NaiveDate>), RwSignal::new(None::<NaiveDate>));
    let state_of = move |date| calendar.with(|calendar| calendar.book.state(date));
    let on_any = Callback::new(move |wish| match wish {
        Wish::Day(date) if !matches!(untrack(|| state_of(date)), DayState::Free(_)) => asked.set(Some(date)),
        wish => {
            asked.set(None);
            on_wish.run(wish);
        }
    });
    let note = move |day: RwSignal<Option<NaiveDate>>| {
        let date = day.get().filter(|date| calendar.with(|calendar| Month::of(*date) == calendar.month))?;
        cell::explanation(speech, date, &state_of(date))
    };
    let bar = live(move || (!as_list.get()).then(|| month_bar(calendar, on_any)));
    let grid = Grid { calendar, cursor, on_wish: on_any };
    let days = live(move || {
        if as_list.get() {
            return Some(day_list(calendar, on_any));
        }
        let help = spoken(texts.grid_help).id("grid-help");
        // What is seen follows the keyboard; only a press in vain is read out, since each day's name says its state.
        let seen = styled("p", "day-note").id(NOTE).attr("aria-hidden", "true");
        let seen = seen.text_of(move || note(cursor).unwrap_or_default());
        let said =
            styled("span", "visually-hidden").attr("role", "status").text_of(move || note(asked).unwrap_or_default());
        Some(together(vec![month_grid(grid).into(), help.into(), seen.into(), live(horizon), said.into()]))
    });
    let turn = move || {
        as_list.update(|list| *list = !*list);
        // The list stands before the button.
        if as_list.get_untracked() {
            focus::soon(LIST);
        }
    };
    let switch = button("button quiet", turn)
        .child(icon(Shape::List))
        .text_of(move || if as_list.get() { texts.view_calendar } else { texts.view_list }.to_owned());
    let main = styled("div", "picker-days").child(bar).child(offer(calendar, on_any)).child(days);
    let side = styled("div", "picker-side").child(switch).child(legend());
    styled("div", "picker").child(main).child(side)
}

/// How far ahead booking opens.
fn horizon() -> Option<El> {
    let page = page();
    let days = page.catalogue.office.value()?.horizon_days;
    Some(styled("p", "hint horizon").text(&page.speech.count(&page.texts().horizon, days)))
}

/// The name of the month between the ways to its neighbours.
fn month_bar(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> El {
    let speech = page().speech;
    let way = |forward: bool, label: &str, shape: Shape| {
        let open = move || {
            let (before, after) = calendar.with(Calendar::neighbours);
            if forward { after } else { before }
        };
        let go = move || {
            let month = calendar.get_untracked().month;
            if untrack(open) {
                on_wish.run(Wish::Month(if forward { month.next() } else { month.previous() }));
            }
        };
        button("button icon-only", go)
            .attr("aria-label", label)
            .flag("aria-disabled", move || !open())
            .child(icon(shape))
    };
    let title = el("h3")
        .attrs(&[("id", "month-title"), ("aria-live", "polite")])
        .text_of(move || format::month_title(speech, calendar.get().month.first()));
    styled("div", "month-bar").child(way(false, speech.texts.month_prev, Shape::Back)).child(title).child(way(
        true,
        speech.texts.month_next,
        Shape::Forward,
    ))
}
