//! What the tests share.

pub mod answer;
pub mod app;
pub mod raw;
