//! The proof of work that a booking may need. It is done by a script beside the page's program, in a worker: few bytes,
//! and only those who book load them.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = wizytaWork, catch)]
    async fn work(api: &str, early: bool) -> Result<JsValue, JsValue>;
}

/// Begins ahead, so that the solution is there when the resident is.
pub fn begin(api: String) {
    leptos::task::spawn_local(async move {
        let _ = work(&api, true).await;
    });
}

/// The solution for one booking; empty if none is needed or none could be found: the server has the last word.
pub async fn solution(api: &str) -> String {
    work(api, false).await.ok().and_then(|solution| solution.as_string()).unwrap_or_default()
}
