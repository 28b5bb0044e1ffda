//! There is no ticket: why, and the way out.

use super::heading;
use crate::drawing::{Shape, drawing};
use crate::kiosk::Kiosk;
use crate::refusal::{Refusal, Way};
use crate::speech::Speech;
use frontend::markup::{El, button, live, styled};
use leptos::prelude::*;

/// The refusal in words, with a button for what can be done here.
pub(crate) fn screen(kiosk: Kiosk, speech: Speech, refusal: Refusal) -> AnyView {
    let texts = speech.texts;
    let shape = if refusal.is_mild() { Shape::Clock } else { Shape::Warning };
    let today = kiosk.time.get_untracked().map(|time| time.date_naive());
    let words = styled("p", "words").text_of(move || match refusal {
        Refusal::Wait(_) if refusal.wait() > 0 => match kiosk.wait.get() {
            0 => texts.wait_over.to_owned(),
            seconds => speech.count(&texts.wait_seconds, seconds),
        },
        _ => refusal.text(speech, today),
    });
    // The seconds are not read out; that they are over is.
    let over = move || match refusal {
        Refusal::Wait(_) if refusal.wait() > 0 && kiosk.wait.get() == 0 => texts.wait_over.to_owned(),
        _ => String::new(),
    };
    let way = live(move || way(kiosk, speech, refusal.way()));
    let leave = button(if refusal.way() == Way::Leave { "way primary" } else { "way" }, move || kiosk.leave());
    styled("div", if refusal.is_mild() { "screen refused mild" } else { "screen refused" })
        .child(styled("div", "sign").child(drawing(shape)))
        .child(heading(refusal.heading(speech)))
        .child(words)
        .child(styled("p", "visually-hidden").attr("role", "status").text_of(over))
        .child(styled("div", "ways").child(way).child(leave.text(texts.finish)))
        .into()
}

fn way(kiosk: Kiosk, speech: Speech, way: Way) -> Option<El> {
    let texts = speech.texts;
    match way {
        Way::Correct => Some(button("way primary", move || kiosk.correct()).text(texts.correct)),
        Way::EnterAgain => Some(button("way primary", move || kiosk.begin()).text(texts.enter_again)),
        Way::Retry if kiosk.wait.get() == 0 => Some(button("way primary", move || kiosk.retry()).text(texts.try_again)),
        Way::Retry | Way::Leave => None,
    }
}
