//! What the page keeps on the device: what is being typed until the tab is closed, and little beyond that.

use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

/// How long something is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keep {
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

    /// What is kept under `key`, if it still has the expected form.
    pub(crate) fn read<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        let text = self.storage()?.get_item(key).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// Keeps `value` under `key`.
    pub(crate) fn write(self, key: &str, value: &impl Serialize) {
        if let (Some(storage), Ok(text)) = (self.storage(), serde_json::to_string(value)) {
            let _ = storage.set_item(key, &text);
        }
    }

    /// Forgets what is kept under `key`.
    pub(crate) fn forget(self, key: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(key);
        }
    }
}
