//! Links.

use crate::browser::focus;
use crate::components::icon::{Shape, icon};
use crate::markup::{El, el, spoken, styled};
use crate::page::page;
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

/// A plain click, and not one that asks for a new tab or a download.
fn is_plain(event: &Event) -> bool {
    event.dyn_ref::<MouseEvent>().is_some_and(|event| {
        event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
    })
}

/// A link to another of our pages.
pub(crate) fn link(href: &str) -> El {
    let navigator = page().navigator;
    let target = href.to_owned();
    el("a").attr("href", href).on("click", move |event| {
        if is_plain(&event) {
            event.prevent_default();
            navigator.push(&target);
        }
    })
}

/// A link to a place on this page. It moves the focus there and leaves the address as it is.
pub(crate) fn place_link(id: &'static str) -> El {
    el("a").attr("href", &format!("#{id}")).on("click", move |event| {
        event.prevent_default();
        focus::now(id);
    })
}

/// A link that leaves the page, in a new tab so that nothing typed is lost.
pub(crate) fn leaving_link(href: &str, text: &str) -> El {
    styled("a", "leaving")
        .attrs(&[("href", href), ("target", "_blank"), ("rel", "noopener")])
        .text(text)
        .child(icon(Shape::Leaves))
        .text(" ")
        .child(spoken(page().texts().new_tab))
}
