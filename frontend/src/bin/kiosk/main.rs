//! The ticket kiosk in the hall: a code becomes a numbered ticket, by touch, by keys or by a scanner.
//!
//! A resident's way is a [`screen::Screen`] after the other, and all that is known of him lies in [`kiosk::Kiosk`], which is
//! emptied when he leaves. What decides without the browser is a module of its own with its tests: `entry`, `wedge`,
//! `refusal`, `pause`.

mod app;
mod confirmations;
mod drawing;
mod entry;
mod keys;
mod kiosk;
mod paper;
mod pause;
mod pulse;
mod refusal;
mod screen;
mod screens;
mod speech;
mod token;
mod wedge;

use frontend::browser::shell;

fn main() {
    if let Some(root) = shell::take_over() {
        leptos::mount::mount_to(root, app::app).forget();
    }
}
