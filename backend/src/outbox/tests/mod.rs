//! The outbox at work: real databases, a real conversation with a mail server, a clock that stands still.

mod bed;
mod delivery;
mod reminders;
mod sharing;
mod troubles;
