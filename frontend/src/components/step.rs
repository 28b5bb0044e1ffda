//! A part of the booking page.

use crate::features::booking::Field;
use crate::markup::{El, el, live, styled};
use crate::page::page;
use leptos::prelude::AnyView;

/// A numbered part with its heading, which takes the focus when the part appears; what it asks is added to it.
pub(crate) fn step(number: &str, id: &str, heading: &str) -> El {
    styled("section", "step").attr("aria-labelledby", id).child(
        styled("h2", "step-heading")
            .id(id)
            .focusable()
            .child(styled("span", "step-number").attr("aria-hidden", "true").text(number))
            .text(heading),
    )
}

/// The label of a field.
pub(crate) fn label(of: &str, text: &str) -> El {
    el("label").attr("for", of).text(text)
}

/// The message beside a field, with the id by which the field names it.
pub(crate) fn field_error(field: Field) -> AnyView {
    let state = page().booking;
    live(move || state.message_at(field).map(|message| error_line(field.message_id(), &message)))
}

/// What is wrong with a field.
pub(crate) fn error_line(id: &str, message: &str) -> El {
    styled("p", "field-error").id(id).text(message)
}
