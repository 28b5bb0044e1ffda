//! The ticket kiosk in the hall: a code becomes a numbered ticket, by touch, by keys or by a scanner.

use frontend::browser::shell;
use frontend::markup::{el, styled};
use leptos::prelude::AnyView;
use shared::Language;
use shared::texts::kiosk::Texts;

fn main() {
    if let Some(root) = shell::take_over() {
        leptos::mount::mount_to(root, kiosk).forget();
    }
}

fn kiosk() -> AnyView {
    let texts = Texts::of(Language::Pl);
    el("main").child(el("h1").text(texts.start_heading)).child(styled("p", "booked").text(texts.start_button)).into()
}
