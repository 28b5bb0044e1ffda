//! The screens.

pub(crate) mod checking;
pub(crate) mod code;
pub(crate) mod refused;
pub(crate) mod set_up;
pub(crate) mod start;
pub(crate) mod ticket;

use crate::kiosk::TITLE;
use frontend::markup::{El, el};

/// A screen's heading, which takes the focus when the screen appears.
fn heading(text: &str) -> El {
    el("h1").id(TITLE).focusable().text(text)
}
