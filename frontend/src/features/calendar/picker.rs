//! Choosing a day: the month grid or the list, the first free day, and why other days can't be chosen.

use super::book::DayState;
use super::cell;
use super::grid::{Grid, month_grid};
use super::legend::legend;
use super::list::day_list;
use super::shown::{Calendar, Wish};
use crate::components::icon::{Shape, icon};
use crate::format;
use crate::markup::{El, button, el, live, spoken, styled, together};
use crate::page::page;
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::texts::fill;

/// A calendar over `calendar`; `on_wish` is asked for another month in view, or told a day on which something is free.
pub(crate) fn day_picker(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> El {
    let page = page();
    let (speech, texts) = (page.speech, page.texts());
    let as_list = RwSignal::new(false);
    let asked = RwSignal::new(None::<NaiveDate>);
    let cursor = RwSignal::new(None);
    let state_of = move |date| calendar.with(|calendar| calendar.book.state(date));
    let on_any = Callback::new(move |wish| match wish {
        Wish::Day(date) if !matches!(untrack(|| state_of(date)), DayState::Free(_)) => asked.set(Some(date)),
        wish => {
            asked.set(None);
            on_wish.run(wish);
        }
    });
    let note = move || asked.get().and_then(|date| cell::explanation(speech, date, &state_of(date)));
    let grid = Grid { calendar, cursor, on_wish: on_any };
    let days = live(move || {
        Some(if as_list.get() {
            day_list(calendar, on_any)
        } else {
            let help = spoken(texts.grid_help).id("grid-help");
            together(vec![month_bar(calendar, on_any).into(), month_grid(grid).into(), help.into()])
        })
    });
    let switch = button("button quiet", move || as_list.update(|list| *list = !*list))
        .child(icon(Shape::List))
        .text_of(move || if as_list.get() { texts.view_calendar } else { texts.view_list }.to_owned());
    let horizon = live(move || {
        let office = page.catalogue.office.value()?;
        Some(styled("p", "hint").text(&speech.count(&texts.horizon, office.horizon_days)))
    });
    let main = styled("div", "picker-days")
        .child(days)
        .child(styled("p", "day-note").attr("role", "status").text_of(move || note().unwrap_or_default()));
    let side =
        styled("div", "picker-side").child(first_free(calendar, on_any)).child(switch).child(legend()).child(horizon);
    styled("div", "picker").child(main).child(side)
}

/// The first free day, chosen by one tap; or that there is none.
fn first_free(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> AnyView {
    let page = page();
    let (speech, texts) = (page.speech, page.texts());
    live(move || {
        if let Some(first) = calendar.with(|calendar| calendar.book.first_free()) {
            let label = fill(texts.first_free, &[("date", &format::day_and_month(speech, first))]);
            let choose = button("button soft", move || on_wish.run(Wish::Day(first)));
            return Some(choose.child(icon(Shape::Forward)).text(&label));
        }
        let days = page.catalogue.office.value()?.horizon_days;
        Some(el("p").attr("role", "status").text(&speech.count(&texts.none_free, days)))
    })
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
