//! Leaving no traces: on a shared device, and at the office.

use super::erase::erasure;
use super::visit;
use crate::markup::{El, button, el, styled};
use crate::page::page;
use crate::routes;
use shared::booking::Booking;

/// Forgetting the visit on this device, and having one's data erased.
pub(crate) fn traces(booking: &Booking) -> El {
    let page = page();
    let texts = page.texts();
    let id = booking.id;
    let forget = move || {
        visit::forget(id);
        page.navigator.push(routes::BOOKING);
    };
    styled("section", "sheet after")
        .attr("aria-labelledby", "erase-heading")
        .child(el("h2").id("erase-heading").text(texts.erase_heading))
        .child(el("p").text(texts.forget_hint))
        .child(button("button", forget).text(texts.forget))
        .child(el("hr"))
        .child(el("p").text(texts.erase_hint))
        .children(erasure(booking))
}
