//! The terms, to be read before they are accepted. The page on which they stand alone is the server's.

use crate::markup::{styled, together};
use crate::page::page;
use leptos::prelude::AnyView;
use shared::Language;
use shared::terms::Terms;

/// The text itself. The server cleaned it to a fixed list of elements when the office imported it.
pub(crate) fn text(terms: &Terms) -> AnyView {
    let speech = page().speech;
    let binding = styled("p", "quiet").text(speech.texts.binding_pl);
    let binding = (speech.language != Language::Pl).then_some(binding);
    let text = styled("div", "terms-text").attr("lang", terms.language.code()).markup(&terms.html);
    together(binding.into_iter().chain([text]).map(Into::into).collect())
}
