//! The address bar as state: what is chosen stands in the address, so that Back, reload and a link keep the place.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Path and query of the page's address. The fragment is never part of it: it may hold a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Begins with a slash.
    pub path: String,
    /// Without the question mark.
    pub query: String,
}

impl Address {
    fn current() -> Self {
        let location = window().location();
        let query = location.search().unwrap_or_default();
        Self {
            path: location.pathname().unwrap_or_default(),
            query: query.strip_prefix('?').unwrap_or(&query).to_owned(),
        }
    }
}

/// Reads and changes the address.
#[derive(Debug, Clone, Copy)]
pub struct Navigator {
    address: RwSignal<Address>,
}

impl Navigator {
    /// Starts to follow the address bar. `on_link` is called whenever a link with a fragment brings the reader here.
    pub fn start(on_link: impl Fn(&str, &str) + 'static) -> Self {
        let adopt = move || {
            if let Some(fragment) = take_fragment() {
                on_link(&Address::current().path, &fragment);
            }
        };
        adopt();
        let address = RwSignal::new(Address::current());
        let handle = window_event_listener(leptos::ev::popstate, move |_| {
            adopt();
            address.set(Address::current());
        });
        on_cleanup(move || handle.remove());
        Self { address }
    }

    /// The address as it is now, and as it changes.
    pub fn address(self) -> RwSignal<Address> {
        self.address
    }

    /// Goes to `url`; Back returns here.
    pub fn push(self, url: &str) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(url));
        }
        self.address.set(Address::current());
    }

    /// Goes to `url` in the place of the present address.
    pub fn replace(self, url: &str) {
        replace_url(url);
        self.address.set(Address::current());
    }
}

/// Takes the fragment out of the address bar, unless it names a place on the page.
fn take_fragment() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let fragment = hash.strip_prefix('#').filter(|text| !text.is_empty())?;
    if document().get_element_by_id(fragment).is_some() {
        return None;
    }
    let Address { path, query } = Address::current();
    replace_url(&if query.is_empty() { path } else { format!("{path}?{query}") });
    Some(fragment.to_owned())
}

fn replace_url(url: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}
