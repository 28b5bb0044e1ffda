//! The static page that is painted before this program arrives.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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
