//! The database: SQLite or PostgreSQL behind one connection type, one file of queries per table.
//!
//! Only [`Db`] knows the connections. Everything that changes data goes through [`Db::write`], one closure being one
//! whole transaction.

pub mod address_locks;
pub mod api_tokens;
pub mod batch;
pub mod bookings;
pub mod code_requests;
mod conn;
pub mod crowded_slots;
mod error;
pub mod freed_places;
pub mod idempotency_records;
mod log;
mod migrate;
pub mod occupancy_changes;
mod opening;
pub mod outbox;
pub mod plan;
mod pool;
mod prepared;
pub mod schema;
pub mod settings;
pub mod slot_counters;
pub mod spent_challenges;
mod stamp;
pub mod tickets;
mod transaction;
mod url;
mod writer;

pub use conn::{DbConn, POSTGRES_SETTINGS, SQLITE_SETTINGS};
pub use error::DbError;
pub use migrate::{SchemaState, schema_state};
pub use pool::{Db, DbSettings};
pub use url::{DatabaseUrl, Engine};
