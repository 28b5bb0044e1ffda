//! What is on the screen.

use crate::refusal::Refusal;
use shared::kiosk::Ticket;
use std::sync::Arc;

/// A screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Screen {
    /// The operator gives the kiosk its token.
    SetUp,
    /// Nobody is here.
    Start,
    /// A code is being typed.
    Code,
    /// The server is asked.
    Checking,
    /// There is a ticket.
    Ticket(Arc<Ticket>),
    /// There is none.
    Refused(Refusal),
}

/// How far the print is, as far as a browser can know: it tells when its own part is over, not whether paper came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Printing {
    /// The browser is at it.
    Now,
    /// It has handed the ticket over to the printer.
    Done,
    /// It has done so once more, at the resident's wish.
    Again,
}
