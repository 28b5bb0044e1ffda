//! The same days as a list, for those who prefer it to a grid.

use super::shown::{Calendar, Wish};
use crate::format;
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use leptos::prelude::*;

/// The list's id.
pub(crate) const LIST: &str = "day-list";

/// Every day with something free.
pub(crate) fn day_list(calendar: Memo<Calendar>, on_wish: Callback<Wish>) -> AnyView {
    let speech = page().speech;
    live(move || {
        let Calendar { book, chosen, .. } = calendar.get();
        let rows = book.free_days().map(|day| -> El {
            let date = day.date;
            let pressed = if chosen == Some(date) { "true" } else { "false" };
            let button = button("list-day", move || on_wish.run(Wish::Day(date)))
                .attr("aria-pressed", pressed)
                .child(styled("span", "list-date").text(&format::day_and_month(speech, date)))
                .child(styled("span", "list-free").text(&speech.count(&speech.texts.free_times, day.free)));
            el("li").child(button)
        });
        let list = styled("ul", "day-list").id(LIST).focusable();
        Some(list.attr("aria-label", speech.texts.list_label).children(rows))
    })
}
