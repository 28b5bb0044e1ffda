//! The resident's page: books a visit to a public office in the browser.
//!
//! A panic ends in a trap, which the loader hears of.
//!
//! The static shell of `index.html` is painted first; this program takes its place as soon as it has arrived.

mod api;
mod app;
mod components;
mod features;
mod format;
mod i18n;
mod page;
mod parts;
mod routes;

use frontend::{browser, markup};

fn main() {
    wasm_bindgen_futures::spawn_local(async {
        if !i18n::begin().await {
            browser::shell::tell_failure();
            return;
        }
        let path = leptos::prelude::window().location().pathname().unwrap_or_default();
        if matches!(routes::Route::parse(&path), routes::Route::Reservation(_)) {
            // Until it is there the shell stands. If it does not come, the page says so.
            let _ = parts::visit().await;
        }
        let early = browser::shell::early().await;
        if let Some(root) = browser::shell::take_over() {
            leptos::mount::mount_to(root, move || app::app(&early)).forget();
            parts::fetch_ahead();
        }
    });
}
