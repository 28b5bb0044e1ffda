//! The schema: bringing it up to date, and refusing one that this version does not know.

use super::conn::DbConn;
use super::error::DbError;
use diesel::connection::SimpleConnection as _;
use diesel::migration::Migration;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// What servers that start at once queue up for; any number that nobody else uses.
const LOCK: i64 = 0x5749_5A59_5441;

/// How a database's schema stands to this version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// All migrations applied, none unknown.
    Current,
    /// These are still to be applied.
    Behind(Vec<String>),
    /// A newer version has applied these; this one must not touch the database.
    Unknown(Vec<String>),
}

/// Compares the database's schema with the migrations of this version.
pub fn schema_state(conn: &mut DbConn) -> Result<SchemaState, DbError> {
    let (applied, known) = match conn {
        DbConn::Sqlite(conn) => (applied(conn)?, known::<diesel::sqlite::Sqlite>(&SQLITE)?),
        DbConn::Pg(conn) => (applied(conn)?, known::<diesel::pg::Pg>(&POSTGRES)?),
    };
    let difference = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    let (unknown, missing) = (difference(&applied, &known), difference(&known, &applied));
    Ok(match (unknown.is_empty(), missing.is_empty()) {
        (false, _) => SchemaState::Unknown(unknown),
        (true, false) => SchemaState::Behind(missing),
        (true, true) => SchemaState::Current,
    })
}

/// Applies what is missing, one server at a time. A database of a newer version is refused.
pub(super) fn migrate(conn: &mut DbConn) -> Result<(), DbError> {
    let server = match conn {
        DbConn::Pg(server) => server,
        DbConn::Sqlite(file) => {
            // A file that must not be written would be noticed at the first booking only.
            file.batch_execute("BEGIN IMMEDIATE; PRAGMA user_version = 0; ROLLBACK")?;
            return apply(conn);
        }
    };
    // The session's lock, not a row's: there may be no table yet. It is given back when the connection ends.
    server
        .batch_execute(&format!("SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock({LOCK})"))?;
    let applied = apply(conn);
    if let DbConn::Pg(server) = conn {
        let unlocked = server.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"));
        // What went wrong first tells more.
        return applied.and(unlocked.map_err(DbError::from));
    }
    applied
}

fn apply(conn: &mut DbConn) -> Result<(), DbError> {
    match schema_state(conn)? {
        SchemaState::Current => Ok(()),
        SchemaState::Unknown(versions) => Err(DbError::Schema(format!(
            "the database is of a newer version of Wizyta (it knows the migrations {}): start that version",
            versions.join(", ")
        ))),
        SchemaState::Behind(_) => {
            let applied = match conn {
                DbConn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(|_| ()),
                DbConn::Pg(conn) => conn.run_pending_migrations(POSTGRES).map(|_| ()),
            };
            // Each migration is one transaction, also its entry in the list: what failed has left nothing.
            applied.map_err(|error| DbError::Schema(format!("a migration failed and was undone: {error}")))
        }
    }
}

fn applied<C, DB>(conn: &mut C) -> Result<BTreeSet<String>, DbError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    let versions = conn.applied_migrations().map_err(|error| DbError::Unavailable(error.to_string()))?;
    Ok(versions.into_iter().map(|version| version.to_string()).collect())
}

fn known<DB: diesel::backend::Backend>(migrations: &EmbeddedMigrations) -> Result<BTreeSet<String>, DbError> {
    let all: Vec<Box<dyn Migration<DB>>> = diesel::migration::MigrationSource::migrations(migrations)
        .map_err(|error| DbError::Schema(error.to_string()))?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::{POSTGRES, SQLITE};
    use diesel::backend::Backend;
    use diesel::migration::{Migration, MigrationSource as _};
    use diesel_migrations::EmbeddedMigrations;

    /// Those that would not be undone when they fail in the middle.
    fn without_transaction<DB: Backend>(migrations: &EmbeddedMigrations) -> Vec<String> {
        let all: Vec<Box<dyn Migration<DB>>> = migrations.migrations().unwrap();
        let outside = all.iter().filter(|migration| !migration.metadata().run_in_transaction());
        outside.map(|migration| migration.name().to_string()).collect()
    }

    #[test]
    fn a_migration_that_fails_in_the_middle_leaves_nothing() {
        assert_eq!(without_transaction::<diesel::sqlite::Sqlite>(&SQLITE), Vec::<String>::new());
        assert_eq!(without_transaction::<diesel::pg::Pg>(&POSTGRES), Vec::<String>::new());
    }
}
