//! The kiosk's token: kept on this device, given to the API, and shown to nobody.

use frontend::browser::storage::Keep;

const KEY: &str = "wizyta.kiosk";

/// The token, if the kiosk is set up.
pub(crate) fn read() -> Option<String> {
    Keep::Device.read(KEY).filter(|token| !token.is_empty())
}

/// Keeps it.
pub(crate) fn keep(token: &str) {
    Keep::Device.write(KEY, token);
}
