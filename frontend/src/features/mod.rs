//! The pages, one folder for each thing that a resident does.

pub(crate) mod booking;
pub(crate) mod calendar;
pub(crate) mod missing;
pub(crate) mod office;
pub(crate) mod reservation;
pub(crate) mod terms;
