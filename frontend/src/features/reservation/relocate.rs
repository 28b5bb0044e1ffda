//! Moving the visit: a button, then the calendar in its place.

use super::seen::Seen;
use crate::browser::focus;
use crate::components::icon::{Shape, icon};
use crate::features::booking::moving::{self, moving};
use crate::markup::{button, live};
use crate::page::page;
use leptos::prelude::*;
use shared::booking::Booking;

/// What has become of the visit on this page, in words; it stays over the details that are drawn anew.
pub(crate) type Changed = RwSignal<Option<String>>;

/// The button's id.
const MOVE: &str = "move";

/// The button, then the calendar. The focus goes to what has come.
pub(crate) fn relocation(booking: &Booking, visit: Seen, changed: Changed) -> AnyView {
    let texts = page().texts();
    let booking = booking.clone();
    let open = RwSignal::new(false);
    let show = move |shown: bool| {
        open.set(shown);
        focus::soon(if shown { moving::HEADING } else { MOVE });
    };
    live(move || {
        Some(if open.get() {
            moving(&booking, visit, changed, Callback::new(move |()| show(false)))
        } else {
            button("button", move || show(true)).id(MOVE).child(icon(Shape::Calendar)).text(texts.move_visit).into()
        })
    })
}
