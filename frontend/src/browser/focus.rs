//! Moving the keyboard's and the screen reader's attention.

use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the element with this id once what was just changed has been drawn.
pub fn soon(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        now(&id);
    });
}

/// Focuses the element with this id as soon as it is on the page and shown, if that is within a few seconds: what it
/// belongs to may still be loading. A resident who goes elsewhere meanwhile is left there.
pub fn when_there(id: &str) {
    const FRAMES: u32 = 300;
    wait(id.to_owned(), focused(), FRAMES);
}

fn wait(id: String, start: Option<Element>, frames: u32) {
    request_animation_frame(move || {
        let here = focused();
        let went_elsewhere = here.is_some() && here != start;
        if !went_elsewhere && now(&id).is_none() && frames > 0 {
            wait(id, start, frames - 1);
        }
    });
}

/// What has the focus. The body has it when nothing else does: when what had it is drawn anew, say.
fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// Focuses the element with this id; the browser brings it into view, with the margins that the style sheet gives it.
/// `None`: it is not there, or hidden.
pub fn now(id: &str) -> Option<()> {
    let element: HtmlElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    element.focus().ok()?;
    (focused().as_ref() == Some(element.as_ref())).then_some(())
}

/// Shows the page from its top, as a new page is expected to.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
