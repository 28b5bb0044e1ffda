//! The thread that owns SQLite's one writing connection.

use super::conn::DbConn;
use super::error::DbError;
use super::log::Log;
use super::url::DatabaseUrl;
use diesel::r2d2::R2D2Connection as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Writes that may wait for it before new ones are turned away.
const QUEUE: usize = 1_024;

/// Something to be done with the connection.
pub(super) type WriteJob = Box<dyn FnOnce(&mut DbConn) + Send>;

/// Starts the thread. It ends when nobody can give it jobs any more.
pub(super) fn spawn(mut conn: DbConn, url: DatabaseUrl, log: Arc<Log>) -> Result<SyncSender<WriteJob>, DbError> {
    let (sender, receiver) = sync_channel::<WriteJob>(QUEUE);
    std::thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(move || {
            while let Ok(job) = receiver.recv() {
                // A panic in one job must not end the writer for all others.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut conn)));
                conn.leave_broken_transaction();
                // When the disk is full, SQLite rolls back by itself, and diesel then takes the connection for broken.
                if conn.is_broken()
                    && let Ok(fresh) = DbConn::open(&url)
                {
                    conn = fresh;
                }
                log.after(&mut conn);
            }
        })
        .map_err(|error| DbError::Unavailable(error.to_string()))?;
    Ok(sender)
}
