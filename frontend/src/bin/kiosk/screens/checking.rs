//! The server is asked.

use super::heading;
use crate::speech::Speech;
use frontend::markup::styled;
use leptos::prelude::AnyView;

/// A heading and a sign that something goes on.
pub(crate) fn screen(speech: Speech) -> AnyView {
    styled("div", "screen checking")
        .child(styled("div", "busy").attr("aria-hidden", "true"))
        .child(heading(speech.texts.checking))
        .into()
}
