//! Giving a visit up. It takes two presses; opening a link never does it.

use super::seen::Seen;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{clock, focus};
use crate::components::notice::{self, call_us};
use crate::format;
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use chrono::{DateTime, FixedOffset};
use leptos::prelude::*;
use shared::texts::fill;
use uuid::Uuid;

const QUESTION: &str = "cancel-question";
const BUTTON: &str = "cancel";

/// Until when it can be given up, and how.
pub(crate) fn cancellation(id: Uuid, until: DateTime<FixedOffset>, visit: Seen) -> El {
    let page = page();
    let texts = page.texts();
    let section = styled("section", "sheet cancellation")
        .attr("aria-labelledby", "cancel-heading")
        .child(el("h2").id("cancel-heading").text(texts.cancel_heading));
    if clock::is_over(until) {
        return section.child(el("p").text(texts.cancel_closed)).child(call_us());
    }
    let cancel = Deed::new(move || async move {
        let token = visit::token(id).ok_or(Failure::Broken)?;
        let booking = api::client(page.speech.language).cancel(id, &token).await?;
        visit::remember(&booking);
        page.hand_over.give(booking);
        visit.reload();
        focus::when_there("title");
        Ok(())
    });
    let sentence = fill(texts.cancel_until, &[("when", &format::instant(page.speech, until))]);
    section
        .child(el("p").text(&sentence))
        .child(live(move || cancel.outcome()?.err().map(|failure| notice::alert(&failure.message(texts)))))
        .child(question(cancel))
}

/// The button, then the question.
fn question(cancel: Deed) -> AnyView {
    let texts = page().texts();
    let asking = RwSignal::new(false);
    let open = move || {
        asking.set(true);
        focus::soon(QUESTION);
    };
    let keep = move || {
        asking.set(false);
        focus::soon(BUTTON);
    };
    live(move || {
        if !asking.get() {
            return Some(button("button danger-quiet", open).id(BUTTON).text(texts.cancel));
        }
        let confirm = button("button danger", move || cancel.start())
            .flag("aria-busy", move || cancel.pending())
            .flag("aria-disabled", move || cancel.pending())
            .text_of(move || if cancel.pending() { texts.cancelling } else { texts.cancel_yes }.to_owned());
        let group = styled("div", "question")
            .attrs(&[("role", "group"), ("aria-labelledby", QUESTION)])
            .child(el("p").id(QUESTION).focusable().text(texts.cancel_ask))
            .child(confirm)
            .child(button("button", keep).text(texts.cancel_keep));
        Some(group)
    })
}
