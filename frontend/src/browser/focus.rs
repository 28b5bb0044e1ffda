//! Moving the keyboard's and the screen reader's attention.

use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Focuses the element with this id once what was just changed has been drawn.
pub(crate) fn soon(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        now(&id);
    });
}

/// Focuses the element with this id as soon as it is on the page, if that is within a few seconds: what it belongs to
/// may still be loading.
pub(crate) fn when_there(id: &str) {
    const FRAMES: u32 = 300;
    wait(id.to_owned(), FRAMES);
}

fn wait(id: String, frames: u32) {
    request_animation_frame(move || {
        if now(&id).is_none() && frames > 0 {
            wait(id, frames - 1);
        }
    });
}

/// Focuses the element with this id; the browser brings it into view, with the margins that the style sheet gives it.
pub(crate) fn now(id: &str) -> Option<()> {
    let element: HtmlElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    element.focus().ok()
}

/// Shows the page from its top, as a new page is expected to.
pub(crate) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
