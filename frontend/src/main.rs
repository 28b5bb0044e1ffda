//! The resident's page: books a visit to a public office in the browser.
//!
//! The static shell of `index.html` is painted first; this program takes its place as soon as it has arrived.

#![expect(unreachable_pub, reason = "the component macro makes the types of its properties public")]

mod api;
mod app;
mod browser;
mod components;
mod features;
mod format;
mod i18n;
mod routes;

fn main() {
    browser::shell::report_panics();
    if let Some(root) = browser::shell::take_over() {
        leptos::mount::mount_to(root, app::App).forget();
    }
}
