//! What the tests share.

pub mod answer;
pub mod app;
pub mod blank;
pub mod bookings;
pub mod database;
pub mod night_office;
pub mod program;
pub mod raw;
#[expect(dead_code, reason = "the backend's own tests use all of it")]
pub mod smtp;
pub mod work;
