//! An address that leads nowhere.

use crate::components::frame::band;
use crate::components::link::link;
use crate::markup::{el, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::AnyView;

/// Says so and leads back.
pub(crate) fn missing_page() -> AnyView {
    let texts = page().texts();
    let back = link(routes::BOOKING).attr("class", "button primary").text(texts.missing_back);
    let body = styled("div", "wrap sheet prose").child(el("p").text(texts.missing_text)).child(el("p").child(back));
    together(vec![band(move || texts.missing_title.to_owned(), "").into(), body.into()])
}
