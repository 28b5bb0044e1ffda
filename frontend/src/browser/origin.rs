//! Where the API is.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlMetaElement;

/// The API's origin: named by the page when it stands on another host, else where the page came from.
pub fn of_api() -> String {
    let named = named();
    if named.is_empty() { window().location().origin().unwrap_or_default() } else { named }
}

/// The API's origin as the page names it; empty if they come from the same.
pub fn named() -> String {
    let named = document().query_selector("meta[name='wizyta-api']").ok().flatten();
    let named = named.and_then(|meta| meta.dyn_into::<HtmlMetaElement>().ok()).map(|meta| meta.content());
    named.unwrap_or_default()
}
