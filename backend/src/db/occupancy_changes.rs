//! Who of the running servers has changed occupancy, so that the others look again.

use super::DbConn;
use super::schema::occupancy_changes::dsl;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Tells the other replicas that this writer's transaction changes occupancy. With SQLite there are none.
pub fn announce(conn: &mut DbConn, writer: &str, version: i64, at: NaiveDateTime) -> QueryResult<()> {
    if let DbConn::Pg(conn) = conn {
        diesel::insert_into(dsl::occupancy_changes)
            .values((dsl::writer.eq(writer), dsl::version.eq(version), dsl::changed_at.eq(at)))
            .on_conflict(dsl::writer)
            .do_update()
            .set((dsl::version.eq(version), dsl::changed_at.eq(at)))
            .execute(conn)?;
    }
    Ok(())
}

/// The versions of all other writers.
pub fn of_others(conn: &mut DbConn, writer: &str) -> QueryResult<Vec<(String, i64)>> {
    dsl::occupancy_changes
        .filter(dsl::writer.ne(writer))
        .order(dsl::writer)
        .select((dsl::writer, dsl::version))
        .load(conn)
}

/// Forgets writers that have been silent since `before`.
pub fn delete_before(conn: &mut DbConn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::occupancy_changes.filter(dsl::changed_at.lt(before))).execute(conn)
}
