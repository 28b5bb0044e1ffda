//! Wizyta's server. ARCHITECTURE.md at the project's root is the map.

pub mod calendar;
pub mod domain;
pub mod mail;
