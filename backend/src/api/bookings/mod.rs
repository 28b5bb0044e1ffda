//! Booking a visit, and what its holder can do with it.

pub(super) mod calendar;
pub(super) mod cancel;
pub(super) mod confirm;
pub(super) mod create;
pub(super) mod erase;
pub(super) mod extend;
pub(super) mod r#move;
pub(super) mod resend;
pub(super) mod show;
