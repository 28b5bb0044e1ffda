//! The page that is painted before this program arrives.

use js_sys::Promise;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlSelectElement};

#[wasm_bindgen]
extern "C" {
    /// Waits until the browser has nothing else to do.
    #[wasm_bindgen(js_name = wizytaIdle)]
    pub async fn idle();
}

/// The id of the drop-down with the services.
const SERVICE: &str = "service";
/// The id of the office's style sheet.
const STYLE: &str = "office-style";

/// What the page held before this program took its place.
#[derive(Debug, Default)]
pub struct Early {
    /// The office and its services, as the server wrote them.
    pub catalogue: Option<String>,
    /// The service that was chosen already.
    pub service: Option<String>,
    /// The id of what had the focus.
    pub focused: Option<String>,
}

/// Reads it. Who is just choosing a service has the list open, so that is waited for.
pub async fn early() -> Early {
    let document = document();
    let select: Option<HtmlSelectElement> = document.get_element_by_id(SERVICE).and_then(|found| found.dyn_into().ok());
    let focused = || document.active_element().map(|element| element.id()).filter(|id| !id.is_empty());
    if let Some(select) =
        select.as_ref().filter(|select| select.value().is_empty() && focused().as_deref() == Some(SERVICE))
    {
        let chosen = Promise::new(&mut |resolve, _| {
            for event in ["change", "blur"] {
                // An event of a known name can always be listened to.
                let _ = select.add_event_listener_with_callback(event, &resolve);
            }
        });
        let _ = JsFuture::from(chosen).await;
    }
    Early {
        catalogue: document.get_element_by_id("catalogue").and_then(|element| element.text_content()),
        service: select.map(|select| select.value()).filter(|service| !service.is_empty()),
        focused: focused(),
    }
}

/// Loads the office's style sheet, unless the page came with it.
pub fn take_style(href: &str) {
    let document = document();
    if document.get_element_by_id(STYLE).is_some() {
        return;
    }
    if let (Ok(link), Some(head)) = (document.create_element("link"), document.head()) {
        for (name, value) in [("id", STYLE), ("rel", "stylesheet"), ("href", href)] {
            let _ = link.set_attribute(name, value);
        }
        let _ = head.append_child(&link);
    }
}

/// Empties the element that holds the shell and gives it to the application, in one step, so that nothing flickers.
pub fn take_over() -> Option<HtmlElement> {
    let root = document().get_element_by_id("app")?;
    root.set_inner_html("");
    root.dyn_into().ok()
}

/// Sets the document's language and title, and the words of those parts of the shell that stay, by their ids.
pub fn describe<'a>(language: &str, title: &str, words: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let document = document();
    document.set_title(title);
    if let Some(root) = document.document_element() {
        // An attribute of a known name can always be set.
        let _ = root.set_attribute("lang", language);
    }
    for (id, text) in words {
        if let Some(part) = document.get_element_by_id(id) {
            part.set_text_content(Some(text));
        }
    }
}

/// Says that something of the page did not come, and what to do now.
pub fn tell_failure() {
    if let Some(message) = document().get_element_by_id("load-failed") {
        let _ = message.remove_attribute("hidden");
    }
}

/// Asks the browser to print the page.
pub fn print() {
    let _ = leptos::prelude::window().print();
}
