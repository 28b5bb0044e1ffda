//! The limit of SQLite.

use super::{Source, book};
use crate::Outcome;
use diesel::prelude::*;

/// Writes so many bookings per commit.
pub(super) fn step(
    mut conn: SqliteConnection,
    mut source: Source,
    batch: usize,
) -> impl FnMut() -> Outcome<u64> + Send {
    move || {
        let visits = source.visits(batch);
        conn.immediate_transaction(|conn| visits.iter().try_for_each(|visit| book!(conn, visit)))?;
        Ok(visits.len() as u64)
    }
}
