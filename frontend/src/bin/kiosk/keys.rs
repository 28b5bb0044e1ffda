//! What the whole page listens to: keys and the scanner, touches, the end of a print.

use crate::kiosk::Kiosk;
use crate::screen::Screen;
use crate::wedge::{Heard, Wedge};
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

/// With Control and Alt it asks for the set-up, where a kiosk has keys.
const SET_UP: &str = "k";

/// Begins to listen.
pub(crate) fn listen(kiosk: Kiosk) {
    let wedge = StoredValue::new(Wedge::default());
    window_event_listener(ev::keydown, move |event| pressed(kiosk, wedge, &event));
    window_event_listener(ev::keyup, move |event| {
        // A blank within a scan presses no button: that it would do when it comes up.
        if event.key() == " " && wedge.with_value(|wedge| wedge.is_open(event.time_stamp())) {
            event.prevent_default();
        }
    });
    window_event_listener(ev::pointerdown, move |_| {
        wedge.update_value(Wedge::forget);
        // The question has buttons for it, which must not go before they are pressed.
        if !untrack(|| kiosk.asks()) {
            kiosk.touch();
        }
    });
    window_event_listener(ev::contextmenu, |event| event.prevent_default());
    window_event_listener(ev::dragstart, |event| event.prevent_default());
    window_event_listener_untyped("afterprint", move |_| kiosk.printed());
}

fn pressed(kiosk: Kiosk, wedge: StoredValue<Wedge>, event: &KeyboardEvent) {
    let key = event.key();
    if untrack(|| kiosk.asks()) && matches!(key.as_str(), "Tab" | "Shift" | "Enter" | " ") {
        return;
    }
    kiosk.touch();
    if event.ctrl_key() && event.alt_key() && key == SET_UP {
        event.prevent_default();
        return kiosk.show(Screen::SetUp);
    }
    let screen = kiosk.screen.get_untracked();
    // There the keys belong to the field.
    if event.ctrl_key() || event.meta_key() || screen == Screen::SetUp {
        return;
    }
    let heard = wedge.try_update_value(|wedge| wedge.hear(&key, event.time_stamp())).unwrap_or(Heard::Other);
    match heard {
        Heard::Digit(digit) => match screen {
            Screen::Start | Screen::Refused(_) => {
                kiosk.begin();
                kiosk.digit(digit);
            }
            Screen::Code => kiosk.digit(digit),
            Screen::SetUp | Screen::Checking | Screen::Ticket(_) => {}
        },
        Heard::Delete if screen == Screen::Code => kiosk.delete(),
        Heard::Part | Heard::Delete => {}
        Heard::Enter if screen == Screen::Code => kiosk.submit(),
        Heard::Other | Heard::Enter => return,
        Heard::Scanned(text) => kiosk.scanned(&text),
    }
    event.prevent_default();
}
