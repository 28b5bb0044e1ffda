//! One connection, to either engine.

use super::transaction::Failure;
use super::url::DatabaseUrl;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::sql_types::Text;
use std::fs::OpenOptions;
use std::path::Path;

/// What every connection to SQLite is told. FULL, since with WAL anything less may lose an answered booking when the power
/// fails. A booking dirties a page of every index: a batch of them has to fit into the cache. The log is copied into the file
/// beside the writer (`log`); it does so itself, and all wait, only if the log gets twice as long as that lets it.
pub const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16000; \
    PRAGMA journal_size_limit = 67108864;";

/// What every connection to PostgreSQL is told. A server that was cut off must not keep its locks for hours. Plans are kept,
/// also one that was made while a table was empty; if it read the whole table, it would do so when that has filled. A plan that
/// reads one all the same counts as so dear that it would be compiled, which takes longer than any of ours runs. And they are
/// kept always: weighing anew what each of a batch's values may find takes longer than finding it, once there are figures of
/// what the tables hold.
pub const POSTGRES_SETTINGS: &str = "SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET lock_timeout = 1500; \
    SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off; SET statement_timeout = 30000; SET idle_in_transaction_session_timeout = 10000; \
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3;";

/// Some failures are known by their messages only, so these had better be English. Not every user may ask for that.
const POSTGRES_IN_ENGLISH: &str = "DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false); \
    EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// A connection to one of the engines. Most queries are written once for both; the few that cannot be match on it.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    /// To a PostgreSQL server
    Pg(PgConnection),
    /// To a file
    Sqlite(SqliteConnection),
}

impl DbConn {
    /// Connects and sets what every connection needs.
    pub(super) fn open(url: &DatabaseUrl) -> ConnectionResult<Self> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                make_private(path);
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(SQLITE_SETTINGS).map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(conn))
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(&with_timeouts(url))?;
                for settings in [POSTGRES_SETTINGS, POSTGRES_IN_ENGLISH] {
                    conn.batch_execute(settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(Self::Pg(conn))
            }
        }
    }

    /// Runs `work` as one transaction: all of it or, on an error, nothing.
    pub(super) fn in_transaction<T>(
        &mut self,
        work: &mut dyn FnMut(&mut Self) -> QueryResult<T>,
    ) -> Result<T, Failure> {
        let begun = match self {
            // A transaction that reads first and writes later fails under load unless it locks at its beginning.
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
            Self::Pg(_) => <Self as TransactionManager<Self>>::begin_transaction(self),
        };
        begun.map_err(Failure::Before)?;
        match work(self) {
            Ok(value) => {
                <Self as TransactionManager<Self>>::commit_transaction(self).map_err(Failure::AtCommit)?;
                Ok(value)
            }
            Err(error) => {
                // The first error tells more than one about the rollback of a lost connection.
                let _ = <Self as TransactionManager<Self>>::rollback_transaction(self);
                Err(Failure::Before(error))
            }
        }
    }

    /// Whether the server's messages are in the language that we know them in.
    pub(super) fn speaks_english(&mut self) -> bool {
        let Self::Pg(conn) = self else { return true };
        let locale = diesel::select(sql::<Text>("current_setting('lc_messages')")).get_result::<String>(conn);
        locale.is_ok_and(|locale| ["C", "POSIX", "en"].iter().any(|english| locale.starts_with(english)))
    }

    /// Runs `work`, which changes nothing, on one view of the data: what others commit meanwhile it does not see.
    pub(super) fn in_snapshot<T>(&mut self, work: &mut dyn FnMut(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?,
            Self::Pg(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
        }
        let result = work(self);
        let ended = <Self as TransactionManager<Self>>::rollback_transaction(self);
        let value = result?;
        ended.map(|()| value)
    }

    /// Rolls back what a panicking transaction left open.
    pub(super) fn leave_broken_transaction(&mut self) {
        let open = |depth: Option<std::num::NonZeroU32>| depth.is_some();
        let status = <Self as TransactionManager<Self>>::transaction_manager_status_mut(self);
        if status.transaction_depth().is_ok_and(open) {
            let _ = <Self as TransactionManager<Self>>::rollback_transaction(self);
        }
    }
}

/// Makes a file that only this user may read, if there is none yet: it holds sealed addresses, and the secret key unless
/// that is configured. What goes wrong here, connecting tells better.
fn make_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

/// The connection string with limits on how long a silent network is believed, unless it has its own.
fn with_timeouts(url: &str) -> String {
    let limits = ["connect_timeout=5", "keepalives_idle=10", "keepalives_interval=3", "tcp_user_timeout=15000"];
    limits.iter().fold(url.to_owned(), |url, limit| {
        let name = limit.split('=').next().unwrap_or_default();
        let separator = if url.contains('?') { '&' } else { '?' };
        if url.contains(name) { url } else { format!("{url}{separator}{limit}") }
    })
}

/// A connection of a pool.
pub(super) struct Pooled {
    pub(super) conn: DbConn,
    /// Not to be used again, though it may look well: its server has become a standby.
    pub(super) given_up: bool,
}

/// Makes the connections of a pool.
#[derive(Debug)]
pub(super) struct Manager(pub(super) DatabaseUrl);

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Pooled, Self::Error> {
        let conn = DbConn::open(&self.0).map_err(diesel::r2d2::Error::ConnectionError)?;
        Ok(Pooled { conn, given_up: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), Self::Error> {
        pooled.conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.given_up || pooled.conn.is_broken()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{DatabaseUrl, DbConn};
    use diesel::connection::SimpleConnection;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_else_can_read_the_file_of_a_new_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wizyta.db");
        let mut conn = DbConn::open(&DatabaseUrl::Sqlite(path.clone())).unwrap();
        conn.batch_execute("CREATE TABLE t (x)").unwrap();
        for file in [path.clone(), path.with_extension("db-wal")] {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
    }
}
