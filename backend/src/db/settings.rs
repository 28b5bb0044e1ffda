//! Settings that the server makes for itself.

use super::DbConn;
use super::schema::settings::dsl;
use diesel::prelude::*;

/// The value of a setting; `initial` becomes it if there is none yet, also when several servers start at once.
pub fn get_or_insert(conn: &mut DbConn, key: &str, initial: &str) -> QueryResult<String> {
    let insert =
        diesel::insert_into(dsl::settings).values((dsl::key.eq(key), dsl::value.eq(initial))).on_conflict_do_nothing();
    match conn {
        DbConn::Pg(conn) => insert.execute(conn)?,
        DbConn::Sqlite(conn) => insert.execute(conn)?,
    };
    dsl::settings.find(key).select(dsl::value).first(conn)
}

/// The value of a setting, if there is one.
pub fn get(conn: &mut DbConn, key: &str) -> QueryResult<Option<String>> {
    dsl::settings.find(key).select(dsl::value).first(conn).optional()
}
