//! Asking the server.

mod deed;
mod failure;
mod remote;

pub(crate) use deed::Deed;
pub(crate) use failure::Failure;
pub(crate) use remote::{Loaded, Remote};

use leptos::prelude::{document, window};
use shared::Language;
use shared::client::ApiClient;
use wasm_bindgen::JsCast;
use web_sys::HtmlMetaElement;

/// A client whose answers come in `language`.
pub(crate) fn client(language: Language) -> ApiClient {
    ApiClient::new(&origin(), language)
}

/// Where the API is: named by the page when it stands on another host, else where the page came from.
pub(crate) fn origin() -> String {
    let named = document().query_selector("meta[name='wizyta-api']").ok().flatten();
    let named = named.and_then(|meta| meta.dyn_into::<HtmlMetaElement>().ok()).map(|meta| meta.content());
    named.filter(|origin| !origin.is_empty()).unwrap_or_else(|| window().location().origin().unwrap_or_default())
}
