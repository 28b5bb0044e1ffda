//! What the tests share.

pub mod answer;
pub mod app;
pub mod bookings;
pub mod database;
pub mod program;
pub mod raw;
pub mod work;
