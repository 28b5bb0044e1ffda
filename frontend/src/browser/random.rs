//! Random identifiers.

use leptos::prelude::window;
use uuid::Uuid;

/// A random UUID. `crypto.randomUUID` would need a secure context, which a plain-HTTP test host is not; the generator
/// behind it does not.
pub fn uuid() -> Uuid {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
