//! SQLite's log is copied into the file beside the writer.
//!
//! To copy it takes longer than many batches, and whoever books would wait for it. So a second connection copies while the
//! writer goes on, again until little is left: what came meanwhile. That the writer copies itself, between two
//! transactions, which lets it begin the log anew. So the log stays short under any load.

use super::conn::DbConn;
use super::error::DbError;
use super::url::DatabaseUrl;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Integer;
use diesel::{QueryResult, QueryableByName, RunQueryDsl as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// How many pages the log has when it is copied. The more there are, the more often one of them was written again, and is
/// copied once for all of that. The tests, which crash it in the midst of that, have it done often.
const LONG: i32 = if cfg!(debug_assertions) { 200 } else { 8_000 };

/// So few pages the writer copies itself: they take hardly longer than to flush the file.
const LITTLE: i32 = LONG / 20;

/// How often it is tried to leave so little. Readers may be in the way, and the writer may be quicker.
const PASSES: usize = 4;

/// Copies what can be copied without waiting for anybody.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// What the writer has of it.
pub(super) struct Log {
    grew: SyncSender<()>,
    shared: Arc<Shared>,
}

struct Shared {
    long: i32,
    little: i32,
    /// Little is left, which is the writer's.
    little_left: AtomicBool,
    /// Held by whoever copies beside the writer.
    copying: Mutex<()>,
}

/// How far the log is copied, in pages.
#[derive(Debug, QueryableByName)]
struct Copied {
    #[diesel(sql_type = Integer)]
    log: i32,
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Log {
    /// Starts the thread that copies; it ends when this is dropped.
    pub(super) fn start(url: &DatabaseUrl) -> Result<Self, DbError> {
        Self::with_limits(url, LONG, LITTLE)
    }

    fn with_limits(url: &DatabaseUrl, long: i32, little: i32) -> Result<Self, DbError> {
        let conn = DbConn::open(url).map_err(|error| DbError::Unavailable(error.to_string()))?;
        let (grew, grown) = sync_channel(1);
        let shared = Arc::new(Shared { long, little, little_left: AtomicBool::new(false), copying: Mutex::new(()) });
        let copier = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("sqlite-log".to_owned())
            .spawn(move || copier.copy_whenever(conn, &grown))
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self { grew, shared })
    }

    /// To be called by the writer after each transaction. What fails here is tried again: until then the log grows.
    pub(super) fn after(&self, writer: &mut DbConn) {
        if self.shared.little_left.swap(false, Ordering::Relaxed) {
            let _ = writer.batch_execute(COPY);
        }
        // It has been told already when this is full.
        let _ = self.grew.try_send(());
    }

    /// Does something for which nobody else may be copying.
    pub(super) fn alone<T>(&self, work: impl FnOnce() -> T) -> T {
        let _copying = self.shared.copying.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }
}

impl Shared {
    fn copy_whenever(&self, mut conn: DbConn, grown: &Receiver<()>) {
        while grown.recv().is_ok() {
            if let Err(error) = self.copy(&mut conn) {
                tracing::warn!(error = %error, "SQLite's log could not be copied; it is tried again");
            }
        }
    }

    fn copy(&self, conn: &mut DbConn) -> QueryResult<()> {
        for _ in 0..PASSES {
            let Copied { log, checkpointed } = look(conn)?;
            if log < self.long || log == checkpointed {
                return Ok(());
            }
            if log - checkpointed <= self.little {
                self.little_left.store(true, Ordering::Relaxed);
                return Ok(());
            }
            let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
            conn.batch_execute(COPY)?;
        }
        Ok(())
    }
}

/// Looks at the log, and copies nothing.
fn look(conn: &mut DbConn) -> QueryResult<Copied> {
    diesel::sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(conn)
}

#[cfg(test)]
mod tests {
    use super::{Log, look};
    use crate::db::conn::DbConn;
    use diesel::connection::SimpleConnection as _;

    #[test]
    fn the_log_begins_anew_while_it_is_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("wizyta.db").display()).parse().unwrap();
        let mut writer = DbConn::open(&url).unwrap();
        writer.batch_execute("CREATE TABLE t (x)").unwrap();
        let log = Log::with_limits(&url, 50, 20).unwrap();
        let (mut before, mut begun_anew) = (0, 0);
        for written in 0.. {
            writer.batch_execute("INSERT INTO t VALUES (randomblob(2000))").unwrap();
            log.after(&mut writer);
            let pages = look(&mut writer).unwrap().log;
            begun_anew += usize::from(pages < before);
            before = pages;
            if begun_anew == 3 {
                return;
            }
            assert!(written < 100_000, "{pages} pages");
        }
    }
}
