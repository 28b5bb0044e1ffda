//! What the page keeps on the device: what is being typed until the tab is closed, and little beyond that. Plain texts,
//! since everything kept is a few words.

use leptos::prelude::window;
use web_sys::Storage;

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
        self.storage()?.get_item(key).ok()?
    }

    /// Keeps `value` under `key`.
    pub fn write(self, key: &str, value: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.set_item(key, value);
        }
    }

    /// Forgets what is kept under `key`.
    pub fn forget(self, key: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(key);
        }
    }
}
