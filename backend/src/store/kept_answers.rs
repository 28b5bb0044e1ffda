//! Looking for answers that are kept for idempotency keys: what has queued is asked for in one query.
//!
//! A refusal from memory costs nothing but this look, which it may not go without: the request may repeat one that was
//! accepted, by another replica a moment ago. When a day is released, there are thousands of refusals in a second.

use super::asker::{PATIENCE, RETRY_AFTER};
use crate::db::idempotency_records::{self, IdempotencyRow, RequestKey};
use crate::db::{Db, DbConn, DbError};
use crate::problem::ApiError;
use diesel::QueryResult;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Looks that may wait; more are turned away at once.
const QUEUE: usize = 16_384;

/// Most keys in one query.
const BATCH: usize = 256;

/// How long a connection is kept for them, however many there are.
const LONGEST: Duration = Duration::from_millis(500);

/// In a crowd so much time lies between two looks: one look for forty takes no more threads' turns than one for four.
const GATHERING: Duration = Duration::from_micros(200);

struct Asked {
    key: Vec<u8>,
    email: Option<Vec<u8>>,
    reply: oneshot::Sender<Result<Option<IdempotencyRow>, ApiError>>,
}

/// The way to the kept answers.
#[derive(Clone)]
pub struct KeptAnswers {
    db: Db,
    desk: Arc<Desk>,
    /// Looks go on there when a worker of the server has stopped.
    runtime: Handle,
    patience: Duration,
}

/// Where those stand who ask.
#[derive(Default)]
struct Desk(Mutex<Standing>);

#[derive(Default)]
struct Standing {
    asked: VecDeque<Asked>,
    /// Somebody looks for them, and will until nobody is left.
    served: bool,
}

impl KeptAnswers {
    /// A way to the answers in this database.
    pub fn new(db: Db) -> Self {
        Self { db, desk: Arc::default(), runtime: Handle::current(), patience: PATIENCE }
    }

    /// The answer that is kept for a key, of whatever was committed before this was called; `email` if it is an address that
    /// tells who asks.
    pub async fn find(&self, key: Vec<u8>, email: Option<Vec<u8>>) -> Result<Option<IdempotencyRow>, ApiError> {
        let (reply, answer) = oneshot::channel();
        match self.desk.join(Asked { key, email, reply }) {
            Joined::Full => return Err(ApiError::unavailable(RETRY_AFTER)),
            Joined::First => drop(self.runtime.spawn(serve(self.db.clone(), Arc::clone(&self.desk)))),
            Joined::Line => {}
        }
        let answer = tokio::time::timeout(self.patience, answer).await;
        answer.ok().and_then(Result::ok).unwrap_or_else(|| Err(ApiError::unavailable(RETRY_AFTER)))
    }
}

enum Joined {
    /// Too many are there.
    Full,
    /// Nobody looks yet.
    First,
    /// Somebody does.
    Line,
}

impl Desk {
    fn join(&self, asked: Asked) -> Joined {
        let mut standing = self.lock();
        if standing.asked.len() >= QUEUE {
            return Joined::Full;
        }
        standing.asked.push_back(asked);
        if std::mem::replace(&mut standing.served, true) { Joined::Line } else { Joined::First }
    }

    /// The next ones to look for. None: nobody is left, and whoever comes next has to see to it.
    fn next(&self) -> Vec<Asked> {
        let mut standing = self.lock();
        // Who has gone away, or was turned away, is not looked for.
        standing.asked.retain(|one| !one.reply.is_closed());
        let count = standing.asked.len().min(BATCH);
        standing.served = count > 0;
        standing.asked.drain(..count).collect()
    }

    /// They could not be looked for, and stand first again.
    fn put_back(&self, batch: Vec<Asked>) {
        let mut standing = self.lock();
        for one in batch.into_iter().rev() {
            standing.asked.push_front(one);
        }
    }

    /// Looks for all of them on one connection, also for those who come meanwhile: no thread is woken for them. Whether
    /// some may be left.
    fn look(&self, conn: &mut DbConn) -> QueryResult<bool> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            let batch = self.next();
            if batch.is_empty() {
                return Ok(false);
            }
            let keys: Vec<RequestKey> =
                batch.iter().map(|one| RequestKey { hash: &one.key, email: one.email.as_deref() }).collect();
            let rows = match idempotency_records::look(conn, &keys) {
                Ok(rows) => rows,
                Err(error) => {
                    self.put_back(batch);
                    return Err(error);
                }
            };
            let in_a_crowd = batch.len() > 1;
            answer(batch, &rows);
            if in_a_crowd {
                std::thread::sleep(GATHERING);
            }
        }
        Ok(true)
    }

    fn fail(&self, error: &DbError) {
        let asked = {
            let mut standing = self.lock();
            standing.served = false;
            std::mem::take(&mut standing.asked)
        };
        let retry = matches!(error, DbError::Unavailable(_) | DbError::Locked);
        tracing::error!(error = %error, keys = asked.len(), "Kept answers could not be looked for");
        for one in asked {
            let failure = if retry { ApiError::unavailable(RETRY_AFTER) } else { ApiError::internal("kept answers") };
            let _ = one.reply.send(Err(failure));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve(db: Db, desk: Arc<Desk>) {
    loop {
        let looking = Arc::clone(&desk);
        // One that hangs is left to itself.
        let looked = tokio::time::timeout(PATIENCE, db.read(move |conn| looking.look(conn))).await;
        match looked.unwrap_or_else(|_| Err(DbError::Unavailable("a look takes too long".to_owned()))) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return desk.fail(&error),
        }
    }
}

fn answer(batch: Vec<Asked>, rows: &[IdempotencyRow]) {
    for one in batch {
        // Two may ask for the same.
        let row = rows.iter().find(|row| row.key_hash == one.key).cloned();
        let _ = one.reply.send(Ok(row));
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Desk, Joined, KeptAnswers, serve};
    use crate::db::idempotency_records::{IdempotencyRow, insert};
    use crate::db::{Db, DbSettings};
    use chrono::DateTime;
    use shared::ProblemCode;
    use std::sync::Arc;
    use std::time::Duration;
    use tempfile::TempDir;
    use tokio::sync::oneshot;

    fn database() -> (TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("wizyta.db").display()).parse().unwrap();
        let db = Db::open(&url, DbSettings::default()).unwrap();
        (folder, db)
    }

    fn row(key: u8) -> IdempotencyRow {
        let created_at = DateTime::UNIX_EPOCH.naive_utc();
        IdempotencyRow { key_hash: vec![key], body_hash: vec![0], answer: vec![key], created_at }
    }

    #[tokio::test]
    async fn many_at_once_get_each_their_own() {
        let (_folder, db) = database();
        db.write(|conn| (0..100).step_by(2).try_for_each(|key| insert(conn, &row(key)).map(drop))).await.unwrap();
        let kept = KeptAnswers::new(db);
        let asked = (0..100).chain(0..100).map(|key| {
            let kept = kept.clone();
            tokio::spawn(async move { (key, kept.find(vec![key], None).await.unwrap()) })
        });
        for one in asked.collect::<Vec<_>>() {
            let (key, found) = one.await.unwrap();
            assert_eq!(found, (key % 2 == 0).then(|| row(key)));
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let (_folder, db) = database();
        let kept = KeptAnswers { patience: Duration::from_millis(1), ..KeptAnswers::new(db) };
        // Somebody is said to look, and does not.
        kept.desk.lock().served = true;
        let refused = kept.find(vec![1], None).await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Unavailable);
        assert!(refused.parts().retry_after.is_some());
    }

    #[tokio::test]
    async fn who_has_gone_is_not_looked_for() {
        let (_folder, db) = database();
        let desk = Arc::new(Desk::default());
        let ((gone, _), (here, answer)) = (oneshot::channel(), oneshot::channel());
        assert!(matches!(desk.join(Asked { key: vec![1], email: None, reply: gone }), Joined::First));
        assert!(matches!(desk.join(Asked { key: vec![1], email: None, reply: here }), Joined::Line));
        serve(db, Arc::clone(&desk)).await;
        assert_eq!(answer.await.unwrap().unwrap(), None);
        let (reply, _answer) = oneshot::channel();
        assert!(
            matches!(desk.join(Asked { key: vec![1], email: None, reply }), Joined::First),
            "nobody looks any more"
        );
    }
}
