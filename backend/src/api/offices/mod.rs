//! Where visits take place.

pub(super) mod list;
