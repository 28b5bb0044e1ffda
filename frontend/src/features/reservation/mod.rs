//! A booked visit: its details, and what can still be done about it.

mod cancel;
mod details;
mod erase;
mod mail;
mod page;
mod seen;
mod traces;
pub(crate) mod visit;

pub(crate) use page::visit_page;
pub(crate) use visit::HandOver;
