//! The terms on a page of their own, to be read, linked and printed.

use crate::components::frame::band;
use crate::components::link::link;
use crate::components::loading;
use crate::format;
use crate::markup::{el, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::AnyView;
use shared::Language;
use shared::terms::Terms;
use shared::texts::fill;

/// The page `/regulamin`.
pub(crate) fn terms_page() -> AnyView {
    let texts = page().texts();
    let back = link(routes::BOOKING).attr("class", "button primary").text(texts.missing_back);
    let body = styled("div", "wrap sheet prose")
        .child(loading::shown(page().catalogue.terms, "text", |terms| whole(&terms)))
        .child(el("p").child(back));
    together(vec![band(move || texts.terms_heading, "").into(), body.into()])
}

fn whole(terms: &Terms) -> AnyView {
    let speech = page().speech;
    let since = format::full_date(speech, terms.published_at.naive_local().date());
    let version = fill(speech.texts.terms_version, &[("version", &terms.version), ("date", &since)]);
    together(vec![styled("p", "quiet").text(&version).into(), text(terms)])
}

/// The text itself. The server cleaned it to a fixed list of elements when the office imported it.
pub(crate) fn text(terms: &Terms) -> AnyView {
    let speech = page().speech;
    let binding = styled("p", "quiet").text(speech.texts.binding_pl);
    let binding = (speech.language != Language::Pl).then_some(binding);
    let text = styled("div", "terms-text").attr("lang", terms.language.code()).markup(&terms.html);
    together(binding.into_iter().chain([text]).map(Into::into).collect())
}
