//! For those who run the server.

pub mod description;
pub mod live;
pub mod metrics;
pub mod ready;
