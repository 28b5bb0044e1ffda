//! What the page keeps on the device: what is being typed until the tab is closed, and little beyond that. Plain texts,
//! since everything kept is a few words.

use leptos::prelude::window;
use std::cell::RefCell;
use web_sys::Storage;

thread_local! {
    /// What is kept where the browser keeps nothing, as it may for a page in a frame of another site: until the page is left.
    static HERE: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// How long something is kept.
#[derive(Debug, Clone, Copy)]
pub enum Keep {
    /// Until the tab is closed.
    Tab,
    /// Until it is removed.
    Device,
}

impl Keep {
    fn storage(self) -> Option<Storage> {
        match self {
            Self::Tab => window().session_storage(),
            Self::Device => window().local_storage(),
        }
        .ok()?
    }

    /// What is kept under `key`.
    pub fn read(self, key: &str) -> Option<String> {
        match self.storage() {
            Some(storage) => storage.get_item(key).ok()?,
            None => HERE.with_borrow(|kept| Some(kept.iter().find(|(name, _)| name == key)?.1.clone())),
        }
    }

    /// Keeps `value` under `key`.
    pub fn write(self, key: &str, value: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.set_item(key, value);
        } else {
            self.forget(key);
            HERE.with_borrow_mut(|kept| kept.push((key.to_owned(), value.to_owned())));
        }
    }

    /// Forgets what is kept under `key`.
    pub fn forget(self, key: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(key);
        } else {
            HERE.with_borrow_mut(|kept| kept.retain(|(name, _)| name != key));
        }
    }
}
