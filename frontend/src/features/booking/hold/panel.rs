//! What is said of the hold: the minutes that are left, and in time a question whether more are wanted.

use super::keep;
use crate::api::Deed;
use crate::markup::{button, el, live, styled, together};
use crate::page::page;
use leptos::prelude::*;
use shared::booking::HOLD_STEP_MINUTES;
use shared::texts::fill;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// The dialogue's id.
const DIALOG: &str = "hold-dialog";

/// The minutes: each for the eye, few for the ear; and the dialogue.
pub(crate) fn panel() -> AnyView {
    let speech = page().speech;
    let minutes = page().booking.hold.parts().minutes;
    let words = move |minutes: u32| speech.count(&speech.texts.hold_left, minutes);
    let seen = styled("p", "hold-left").text_of(move || match minutes.get() {
        0 => String::new(),
        minutes => words(minutes),
    });
    let said = styled("p", "visually-hidden").attr("role", "status").text_of(move || match minutes.get() {
        minutes @ (1 | 2 | 5) => words(minutes),
        _ => String::new(),
    });
    together(vec![seen.into(), said.into(), dialog()])
}

/// Opens itself when the time is nearly over, as often as there is more to be had. The browser brings the focus back.
fn dialog() -> AnyView {
    let texts = page().texts();
    let state = page().booking;
    let extend = Deed::new(move || async move {
        let done = keep::extend(state).await;
        if done.is_ok() {
            close();
        }
        done
    });
    // The end of which it was asked before.
    let asked = StoredValue::new(String::new());
    Effect::new(move |_| {
        let minutes = state.hold.parts().minutes.get();
        match state.hold.held() {
            Some(held) if held.is_ending(minutes) => {
                let end = held.ends[0].to_string();
                if asked.with_value(|asked| *asked != end) {
                    asked.set_value(end);
                    open();
                }
            }
            Some(_) if minutes > 0 => {}
            _ => close(),
        }
    });
    let failed = live(move || {
        let failure = extend.outcome()?.err()?;
        Some(el("p").attr("role", "alert").text(&failure.message(texts)))
    });
    let more = button("button primary", move || extend.start())
        .flag("aria-disabled", move || extend.pending())
        .text(&fill(texts.hold_extend, &[("n", &HOLD_STEP_MINUTES.to_string())]));
    el("dialog")
        .id(DIALOG)
        .attr("aria-labelledby", "hold-question")
        .child(el("p").id("hold-question").text(texts.hold_warning))
        .child(failed)
        .child(styled("div", "choices").child(more).child(button("button", close).text(texts.hold_close)))
        .into()
}

fn element() -> Option<HtmlDialogElement> {
    document().get_element_by_id(DIALOG)?.dyn_into().ok()
}

fn open() {
    if let Some(dialog) = element().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

fn close() {
    if let Some(dialog) = element() {
        dialog.close();
    }
}
