//! The ticket kiosk in the building.

pub(super) mod confirm_print;
pub(super) mod issue_ticket;
pub(super) mod show;
