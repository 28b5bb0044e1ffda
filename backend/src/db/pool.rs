//! The only way to the database: readers from a pool, writers one transaction at a time.

use super::conn::{DbConn, Manager};
use super::error::{DbError, is_conflict};
use super::migrate::{SchemaState, migrate, schema_state};
use super::url::{DatabaseUrl, Engine};
use diesel::QueryResult;
use diesel::r2d2::{ManageConnection as _, Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Writes that may wait for SQLite's one writing connection before new ones are turned away.
const WRITE_QUEUE: usize = 1_024;

/// How often a transaction is run that meets another one, before it counts as an outage.
const ATTEMPTS: u32 = 5;

type WriteJob = Box<dyn FnOnce(&mut DbConn) + Send>;

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
    wait: Duration,
    /// SQLite's one writing connection lives in a thread of its own; PostgreSQL writes from the pool.
    writer: Option<SyncSender<WriteJob>>,
}

impl Db {
    /// Connects and applies what is missing in the schema.
    pub fn open(url: &DatabaseUrl, settings: DbSettings) -> Result<Self, DbError> {
        let manager = Manager(url.clone());
        let mut first = manager.connect().map_err(|error| DbError::Unavailable(format!("{url}: {error}")))?;
        migrate(&mut first)?;
        Self::with_connection(first, manager, settings)
    }

    /// Connects to a database whose schema must be current already.
    pub fn open_current(url: &DatabaseUrl, settings: DbSettings) -> Result<Self, DbError> {
        let manager = Manager(url.clone());
        let mut first = manager.connect().map_err(|error| DbError::Unavailable(format!("{url}: {error}")))?;
        match schema_state(&mut first)? {
            SchemaState::Current => Self::with_connection(first, manager, settings),
            state => Err(DbError::Schema(format!("the database's schema is not current: {state:?}"))),
        }
    }

    fn with_connection(first: DbConn, manager: Manager, settings: DbSettings) -> Result<Self, DbError> {
        let url = manager.0.clone();
        let size = settings.connections.max(2);
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(settings.wait)
            .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
            .build(manager)
            .map_err(|error| DbError::Unavailable(format!("{url}: {error}")))?;
        let writer = match url.engine() {
            Engine::Sqlite => Some(spawn_writer(first)?),
            Engine::Postgres => None,
        };
        let permits = Arc::new(Semaphore::new(size as usize));
        Ok(Self(Arc::new(Inner { url, pool, permits, wait: settings.wait, writer })))
    }

    /// The kind of database.
    pub fn engine(&self) -> Engine {
        self.0.url.engine()
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Runs a query that changes nothing.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.on_pool(move |conn| query(conn).map_err(DbError::from)).await
    }

    /// Runs one transaction; it is run again when it meets another one, so `work` must not use up what it captured.
    pub async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut DbConn) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        let Some(writer) = &self.0.writer else {
            return self.on_pool(move |conn| run_transaction(conn, &mut work)).await;
        };
        let (sender, receiver) = oneshot::channel();
        let job: WriteJob = Box::new(move |conn| {
            // Nobody waits any more when the request was given up: the work is done all the same.
            let _ = sender.send(run_transaction(conn, &mut work));
        });
        match writer.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(DbError::Unavailable("too many writes wait".to_owned())),
            Err(TrySendError::Disconnected(_)) => return Err(DbError::Unavailable("the writer is gone".to_owned())),
        }
        receiver.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer is gone".to_owned())))
    }

    /// How the schema stands to this version.
    pub async fn schema_state(&self) -> Result<SchemaState, DbError> {
        self.on_pool(schema_state).await
    }

    async fn on_pool<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let permit = tokio::time::timeout(self.0.wait, Arc::clone(&self.0.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            return Err(DbError::Unavailable("no connection became free".to_owned()));
        };
        let pool = self.0.pool.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let mut conn: PooledConnection<Manager> =
                pool.get().map_err(|error| DbError::Unavailable(error.to_string()))?;
            work(&mut conn)
        });
        task.await.map_err(|error| DbError::Unavailable(error.to_string()))?
    }
}

fn run_transaction<T>(conn: &mut DbConn, work: &mut dyn FnMut(&mut DbConn) -> QueryResult<T>) -> Result<T, DbError> {
    for _ in 1..ATTEMPTS {
        match conn.in_transaction(work) {
            Err(error) if is_conflict(&error) => {}
            result => return result.map_err(DbError::from),
        }
    }
    conn.in_transaction(work).map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => DbError::Query(error),
        error if is_conflict(&error) => DbError::Unavailable(error.to_string()),
        error => error.into(),
    })
}

fn spawn_writer(mut conn: DbConn) -> Result<SyncSender<WriteJob>, DbError> {
    let (sender, receiver) = sync_channel::<WriteJob>(WRITE_QUEUE);
    std::thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(move || {
            while let Ok(job) = receiver.recv() {
                // A panic in one job must not end the writer for all others.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut conn)));
                conn.leave_broken_transaction();
            }
        })
        .map_err(|error| DbError::Unavailable(error.to_string()))?;
    Ok(sender)
}
