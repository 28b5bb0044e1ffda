//! Waiting.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Waits so many milliseconds.
pub async fn sleep(milliseconds: i32) {
    let waiting = Promise::new(&mut |done, _| {
        // A page always has timers.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(waiting).await;
}

/// Seconds since the page was opened, by a clock that nobody sets.
pub fn seconds() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now() / 1000.0)
}
