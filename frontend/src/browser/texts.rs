//! The texts' files. The loader knows their names, and has begun to fetch the first one before this program arrived.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = wizytaLanguage)]
    fn language() -> String;

    #[wasm_bindgen(js_name = wizytaTexts, catch)]
    async fn texts(language: &str) -> Result<JsValue, JsValue>;
}

/// The code of the language with which the page opens.
pub fn first() -> String {
    language()
}

/// The texts in a language; `None`: they can't be had.
pub async fn of(language: &str) -> Option<String> {
    texts(language).await.ok()?.as_string()
}
