//! Wizyta's server. ARCHITECTURE.md at the project's root is the map.

pub mod domain;
