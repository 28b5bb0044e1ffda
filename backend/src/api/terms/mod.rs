//! The terms that a booking accepts.

pub(super) mod show;
