//! What the tests share.

#[path = "../../it/support/database.rs"]
pub mod database;
