//! The only way to the database: readers from a pool, writers one transaction at a time.

use super::conn::{DbConn, Manager};
use super::error::DbError;
use super::log::Log;
use super::migrate::{SchemaState, migrate, schema_state};
use super::opening::{no_connection, no_schema};
use super::transaction::{self, Trouble};
use super::url::{DatabaseUrl, Engine};
use super::writer::{self, WriteJob};
use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;
use diesel::r2d2::{Pool, PooledConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, oneshot};

/// How long a request waits for a connection while there are none to be had: others wait behind it.
const WAIT_WHILE_AWAY: Duration = Duration::from_millis(100);

/// How long one waits for an answer of PostgreSQL. A commit may take for ever: while its synchronous standby is away.
const ANSWER: Duration = Duration::from_secs(10);

/// Waits for readers only for a moment: bookings wait meanwhile.
const TRUNCATE_LOG: &str = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000;";

/// The pool tries to connect again after at most half of this.
const RECONNECT: Duration = Duration::from_secs(1);

/// How many connections there are and how long one waits for them.
#[derive(Debug, Clone, Copy)]
pub struct DbSettings {
    /// Connections of the pool, at least 2.
    pub connections: u32,
    /// How long a request waits for a connection.
    pub wait: Duration,
}

impl Default for DbSettings {
    fn default() -> Self {
        Self { connections: 8, wait: Duration::from_secs(4) }
    }
}

/// A database, ready to be used from any task.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    url: DatabaseUrl,
    pool: Pool<Manager>,
    /// As many permits as connections: waiting tasks must not fill the threads for blocking work.
    permits: Arc<Semaphore>,
    settings: DbSettings,
    /// The last try to get a connection failed.
    away: AtomicBool,
    /// A transaction has ended for which nobody waited any more.
    late: AtomicBool,
    /// SQLite's one writing connection lives in a thread of its own; PostgreSQL writes from the pool.
    writer: Option<Writer>,
}

struct Writer {
    jobs: SyncSender<WriteJob>,
    log: Arc<Log>,
}

impl Db {
    /// Connects and applies what is missing in the schema.
    pub fn open(url: &DatabaseUrl, settings: DbSettings) -> Result<Self, DbError> {
        let mut first = connect(url)?;
        migrate(&mut first).map_err(|error| no_schema(url, error))?;
        Self::with_connection(first, url.clone(), settings)
    }

    /// Connects to a database whose schema must be current already.
    pub fn open_current(url: &DatabaseUrl, settings: DbSettings) -> Result<Self, DbError> {
        let mut first = connect(url)?;
        match schema_state(&mut first)? {
            SchemaState::Current => Self::with_connection(first, url.clone(), settings),
            state => Err(DbError::Schema(format!("the database's schema is not current: {state:?}"))),
        }
    }

    fn with_connection(first: DbConn, url: DatabaseUrl, mut settings: DbSettings) -> Result<Self, DbError> {
        settings.connections = settings.connections.max(2);
        // Not waited for: one connection has been made already.
        let pool = Pool::builder()
            .max_size(settings.connections)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(RECONNECT)
            .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
            .build_unchecked(Manager(url.clone()));
        let writer = match url.engine() {
            Engine::Sqlite => {
                let log = Arc::new(Log::start(&url)?);
                Some(Writer { jobs: writer::spawn(first, url.clone(), Arc::clone(&log))?, log })
            }
            Engine::Postgres => None,
        };
        let permits = Arc::new(Semaphore::new(settings.connections as usize));
        let (away, late) = (AtomicBool::new(false), AtomicBool::new(false));
        Ok(Self(Arc::new(Inner { url, pool, permits, settings, away, late, writer })))
    }

    /// The kind of database.
    pub fn engine(&self) -> Engine {
        self.0.url.engine()
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Runs a query that changes nothing; it is run again when the connection turns out to be lost.
    pub async fn read<T: Send + 'static>(
        &self,
        mut query: impl FnMut(&mut DbConn) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.on_pool(move |conn| query(conn).map_err(|error| Trouble::of_read(error, conn))).await
    }

    /// Runs queries that change nothing on one view of the data, however long they take.
    pub async fn snapshot<T: Send + 'static>(
        &self,
        mut queries: impl FnMut(&mut DbConn) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.on_pool(move |conn| conn.in_snapshot(&mut queries).map_err(|error| Trouble::of_read(error, conn))).await
    }

    /// Runs one transaction; it is run again when it meets another one, or its connection turns out to be lost before
    /// the commit. So `work` must not use up what it captured.
    pub async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut DbConn) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        let Some(writer) = &self.0.writer else {
            let written = self.on_pool(move |conn| transaction::run(conn, &mut work));
            let nothing =
                || DbError::Unavailable("the transaction takes too long, and may still be committed".to_owned());
            return tokio::time::timeout(ANSWER, written).await.unwrap_or_else(|_| Err(nothing()));
        };
        let (sender, receiver) = oneshot::channel();
        let job: WriteJob = Box::new(move |conn| {
            let written = transaction::run(conn, &mut work);
            // Nobody waits any more when the request was given up: the work is done all the same.
            let _ = sender.send(written.map_err(|(Trouble::Lost(error) | Trouble::Failed(error))| error));
        });
        match writer.jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(DbError::Unavailable("too many writes wait".to_owned())),
            Err(TrySendError::Disconnected(_)) => return Err(DbError::Unavailable("the writer is gone".to_owned())),
        }
        receiver.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer is gone".to_owned())))
    }

    /// Whether a transaction has ended for which nobody waited any more; asked once. Memory does not know of it.
    pub fn take_late(&self) -> bool {
        self.0.late.swap(false, Ordering::Relaxed)
    }

    /// Empties SQLite's log, which holds pages as they were before something was erased. Left as it is when readers are
    /// in the way; nothing with PostgreSQL, where the server's own `VACUUM` and retention of logs decide.
    pub async fn truncate_log(&self) -> Result<(), DbError> {
        self.maintain(TRUNCATE_LOG).await
    }

    /// Writes SQLite's file anew, and so drops copies of erased values that lie between the entries of its pages: moving an
    /// entry to another page leaves one behind, whatever `secure_delete` says. Bookings wait meanwhile.
    pub async fn compact(&self) -> Result<(), DbError> {
        self.maintain("VACUUM").await?;
        self.truncate_log().await
    }

    /// Runs statements on SQLite's writing connection, outside of any transaction.
    async fn maintain(&self, statements: &'static str) -> Result<(), DbError> {
        let Some(writer) = &self.0.writer else { return Ok(()) };
        let (sender, receiver) = oneshot::channel();
        let log = Arc::clone(&writer.log);
        let job: WriteJob = Box::new(move |conn| {
            let done = log.alone(|| conn.batch_execute(statements));
            let _ = sender.send(done.map_err(DbError::from));
        });
        writer.jobs.try_send(job).map_err(|_| DbError::Unavailable("too many writes wait".to_owned()))?;
        receiver.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer is gone".to_owned())))
    }

    /// How the schema stands to this version.
    pub async fn schema_state(&self) -> Result<SchemaState, DbError> {
        self.on_pool(|conn| schema_state(conn).map_err(|error| Trouble::of_read(error, conn))).await
    }

    async fn on_pool<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut DbConn) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, DbError> {
        let inner = Arc::clone(&self.0);
        let permit = tokio::time::timeout(inner.settings.wait, Arc::clone(&inner.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            return Err(DbError::Unavailable("no connection became free".to_owned()));
        };
        let (sender, receiver) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let done = inner.with_connection(work);
            drop(permit);
            if sender.send(done).is_err() {
                inner.late.store(true, Ordering::Relaxed);
            }
        });
        receiver.await.unwrap_or_else(|_| Err(DbError::Unavailable("the work on the database panicked".to_owned())))
    }
}

impl Inner {
    /// Works with a connection; with another one when it turns out to be lost. After an outage all that lie in the pool
    /// are, and their users must not hear of it one by one.
    fn with_connection<T>(&self, mut work: impl FnMut(&mut DbConn) -> Result<T, Trouble>) -> Result<T, DbError> {
        let since = Instant::now();
        let mut lost = 0;
        loop {
            let mut pooled = self.connection()?;
            match work(&mut pooled.conn) {
                Ok(value) => return Ok(value),
                Err(Trouble::Failed(error)) => return Err(error),
                Err(Trouble::Lost(error)) => {
                    pooled.given_up = true;
                    lost += 1;
                    if lost > self.settings.connections || since.elapsed() > self.settings.wait {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn connection(&self) -> Result<PooledConnection<Manager>, DbError> {
        let wait = if self.away.load(Ordering::Relaxed) { WAIT_WHILE_AWAY } else { self.settings.wait };
        let connection = self.pool.get_timeout(wait);
        self.away.store(connection.is_err(), Ordering::Relaxed);
        connection.map_err(|error| DbError::Unavailable(error.to_string()))
    }
}

fn connect(url: &DatabaseUrl) -> Result<DbConn, DbError> {
    DbConn::open(url).map_err(|error| no_connection(url, &error))
}
