//! Nobody is here: one large button.

use super::heading;
use crate::drawing::{Shape, drawing};
use crate::kiosk::{Kiosk, Link};
use crate::speech::Speech;
use frontend::markup::{El, button, el, live, styled};
use leptos::prelude::*;
use shared::kiosk::BOOKED_BUTTON;

/// The button, or why there is none.
pub(crate) fn screen(kiosk: Kiosk, speech: Speech) -> AnyView {
    // Not redrawn when the kiosk is known to be well: somebody may be about to press the button.
    let trouble = Memo::new(move |_| match kiosk.link.get() {
        Link::Unknown | Link::Up => None,
        Link::Down => Some(speech.texts.out_of_order),
        Link::Refused => Some(speech.texts.not_set_up_heading),
    });
    live(move || Some(trouble.get().map_or_else(|| open(kiosk, speech), |title| closed(title, speech))))
}

fn open(kiosk: Kiosk, speech: Speech) -> El {
    let texts = speech.texts;
    // The office's instructions name the button in Polish.
    let label = styled("span", "booked-label").attr("lang", "pl").text(BOOKED_BUTTON);
    let translation = styled("span", "booked-translation").text(texts.start_translation);
    let button = button("booked", move || kiosk.begin())
        .child(drawing(Shape::Booked))
        .child(styled("span", "booked-words").child(label).child(translation));
    styled("div", "screen start")
        .child(heading(texts.start_heading))
        .child(button)
        .child(styled("p", "hint").text(texts.start_hint))
        .child(styled("p", "hint scan").child(drawing(Shape::Scan)).child(el("span").text(texts.start_scan)))
}

fn closed(title: &str, speech: Speech) -> El {
    styled("div", "screen refused")
        .attr("role", "alert")
        .child(styled("div", "sign").child(drawing(Shape::Warning)))
        .child(heading(title))
        .child(styled("p", "words").text(speech.texts.ask_staff))
}
