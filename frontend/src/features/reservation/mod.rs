//! A booked visit: its details, and what can still be done about it.

mod cancel;
mod details;
mod erase;
mod mail;
mod page;
mod relocate;
mod seen;
mod traces;
pub(crate) mod visit;

pub(crate) use page::visit_page;
pub(crate) use relocate::Changed;
pub(crate) use seen::Seen;
pub(crate) use visit::HandOver;
