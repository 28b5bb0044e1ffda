//! Typing a code: nine places in threes, and a keypad. The system's own keyboard never comes, for there is no field.

use super::heading;
use crate::drawing::{Shape, drawing};
use crate::entry::Entry;
use crate::kiosk::Kiosk;
use crate::speech::Speech;
use frontend::markup::{El, button, el, live, styled};
use leptos::prelude::*;
use shared::texts::fill;

/// Display and keypad.
pub(crate) fn screen(kiosk: Kiosk, speech: Speech) -> AnyView {
    let texts = speech.texts;
    let fault = live(move || {
        let fault = kiosk.fault.get()?;
        Some(styled("p", "fault").attr("role", "alert").child(drawing(Shape::Warning)).child(el("span").text(&fault)))
    });
    let ways = styled("div", "ways")
        .child(button("way primary", move || kiosk.submit()).text(texts.take_ticket))
        .child(button("way", move || kiosk.leave()).text(texts.back));
    let left = styled("div", "typing")
        .child(heading(texts.code_heading))
        .child(styled("p", "words").text(texts.code_hint))
        .child(display(kiosk, speech))
        .child(styled("div", "fault-place").child(fault));
    styled("div", "screen code").child(left).child(keypad(kiosk, speech)).child(ways).into()
}

fn display(kiosk: Kiosk, speech: Speech) -> El {
    let spelled = move || {
        let digits = kiosk.entry.with(Entry::spelled);
        if digits.is_empty() {
            return speech.texts.code_empty.to_owned();
        }
        fill(speech.texts.code_typed, &[("digits", &digits)])
    };
    let place = |place: usize| {
        let digit = move || kiosk.entry.with(|entry| entry.digit(place).map(String::from).unwrap_or_default());
        let is_next = move || {
            kiosk.entry.with(|entry| entry.digit(place).is_none() && (place == 0 || entry.digit(place - 1).is_some()))
        };
        styled("span", "place").flag("data-next", is_next).text_of(digit)
    };
    let group = |first: usize| styled("span", "three").children((first..first + 3).map(place));
    let shown = styled("div", "display").attr("aria-hidden", "true").children([0, 3, 6].map(group));
    el("div").child(shown).child(styled("p", "visually-hidden").attr("role", "status").text_of(spelled))
}

fn keypad(kiosk: Kiosk, speech: Speech) -> El {
    let key = |digit: char| button("key", move || kiosk.digit(digit)).text(&digit.to_string());
    let clear = button("key word", move || kiosk.clear()).text(speech.texts.clear);
    let delete = button("key word", move || kiosk.delete())
        .child(drawing(Shape::Delete))
        .child(el("span").text(speech.texts.delete));
    styled("div", "keypad")
        .attrs(&[("role", "group"), ("aria-label", speech.texts.keypad_label)])
        .children("123456789".chars().map(key))
        .child(clear)
        .child(key('0'))
        .child(delete)
}
