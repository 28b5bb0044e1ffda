//! Step 6: all that was chosen, on a sheet that looks like the ticket it will become, and the button.

use super::refusal::Field;
use super::submit::{TROUBLE, submit};
use crate::browser::focus;
use crate::components::link::place_link;
use crate::components::notice::{alert_with, call_us};
use crate::format;
use crate::markup::{El, button, el, live, spoken, styled, together};
use crate::page::page;
use leptos::prelude::*;

/// The heading's id.
pub(crate) const HEADING: &str = "summary-heading";
/// The id of the button that books.
const BOOK: &str = "book";

/// The summary; on a wide screen it stands beside the steps and fills as they are answered. `ready`: there is an hour to
/// be booked.
pub(crate) fn summary(ready: Memo<bool>) -> El {
    let page = page();
    let (state, texts) = (page.booking, page.texts());
    let title = move || if ready.get() { texts.summary_title } else { texts.summary_preview }.to_owned();
    el("aside")
        .attr("aria-labelledby", HEADING)
        .attr_of("class", move || Some(if ready.get() { "ticket ready" } else { "ticket" }.to_owned()))
        .child(el("h2").id(HEADING).focusable().text_of(title))
        .child(live(|| Some(el("dl").children(rows()))))
        .child(live(move || ready.get().then(|| state.part.value().map(|part| (part.action)())).flatten()))
}

fn rows() -> Vec<El> {
    let page = page();
    let (speech, state, texts) = (page.speech, page.booking, page.texts());
    let selection = state.selection.get();
    let service = selection.service.and_then(|chosen| {
        let services = page.catalogue.services.value()?;
        services.iter().find(|service| service.id == chosen).map(|service| service.name.clone())
    });
    let day = selection.day.map(|day| format::full_date(speech, day));
    let time = state.slot().map(|slot| format::clock(slot.time));
    let email = state.draft.with(|draft| Some(draft.email.trim().to_owned()).filter(|email| !email.is_empty()));
    let place = page.catalogue.office.value().map(|office| {
        let place = el("dd").text(&office.name).child(el("br")).text(&office.address);
        styled("div", "row").child(el("dt").text(texts.item_place)).child(place)
    });
    let rows = [
        (texts.item_date, day, texts.change_date, Field::Day),
        (texts.item_time, time, texts.change_time, Field::Hour),
        (texts.item_service, service, texts.change_service, Field::Service),
        (texts.item_email, email, texts.change_email, Field::Email),
    ];
    rows.into_iter().map(|(label, value, change, field)| row(label, value, change, field)).chain(place).collect()
}

fn row(label: &str, value: Option<String>, change: &str, field: Field) -> El {
    let texts = page().texts();
    let row = styled("div", "row").child(el("dt").text(label));
    let Some(value) = value else { return row.child(styled("dd", "row-empty").child(spoken(texts.summary_empty))) };
    let link = place_link(field.id()).attr("aria-label", change).text(texts.change);
    row.child(el("dd").text(&value)).child(styled("dd", "row-change").child(link))
}

/// The button, and above it what hindered the last attempt and belongs to no field.
pub(crate) fn action() -> AnyView {
    let texts = page().texts();
    let state = page().booking;
    let trouble = live(move || {
        let refusal = state.refused.get()?;
        let mut body = vec![el("p").text(&refusal.general?).into()];
        if refusal.retry {
            // The message goes with the next attempt, so the focus moves to what stays.
            let again = move || {
                focus::now(BOOK);
                submit(state);
            };
            body.push(el("p").text(texts.err_retry_safe).into());
            body.push(button("button", again).text(texts.retry).into());
        }
        body.push(call_us());
        Some(alert_with(Some(TROUBLE), body))
    });
    let book = styled("button", "button primary wide")
        .attrs(&[("type", "submit"), ("id", BOOK)])
        .flag("aria-disabled", move || state.book.pending())
        .flag("aria-busy", move || state.book.pending())
        .text_of(move || if state.book.pending() { texts.booking } else { texts.book }.to_owned());
    together(vec![trouble, book.into()])
}
