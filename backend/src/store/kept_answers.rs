//! Looking for answers that are kept for idempotency keys: what has queued is asked for in one query.
//!
//! A refusal from memory costs nothing but this look, which it may not go without: the request may repeat one that was
//! accepted, by another replica a moment ago. When a day is released, there are thousands of refusals in a second.

use super::asker::{PATIENCE, RETRY_AFTER};
use crate::db::idempotency_records::{self, IdempotencyRow};
use crate::db::{Db, DbError};
use crate::problem::ApiError;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Looks that may wait; more are turned away at once.
const QUEUE: usize = 16_384;

/// Most keys in one query.
const BATCH: usize = 256;

struct Asked {
    key: Vec<u8>,
    reply: oneshot::Sender<Result<Option<IdempotencyRow>, ApiError>>,
}

/// The way to the kept answers.
#[derive(Clone)]
pub struct KeptAnswers {
    queue: mpsc::Sender<Asked>,
    patience: Duration,
}

impl KeptAnswers {
    /// Starts looking. It ends when the last of these is gone.
    pub fn start(db: Db) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(run(receiver, db));
        Self { queue, patience: PATIENCE }
    }

    /// The answer that is kept for a key, of whatever was committed before this was called.
    pub async fn find(&self, key: Vec<u8>) -> Result<Option<IdempotencyRow>, ApiError> {
        let (reply, answer) = oneshot::channel();
        if self.queue.try_send(Asked { key, reply }).is_err() {
            return Err(ApiError::unavailable(RETRY_AFTER));
        }
        let answer = tokio::time::timeout(self.patience, answer).await;
        answer.ok().and_then(Result::ok).unwrap_or_else(|| Err(ApiError::unavailable(RETRY_AFTER)))
    }
}

async fn run(mut queue: mpsc::Receiver<Asked>, db: Db) {
    let mut asked = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut asked, BATCH).await > 0 {
        // Who has gone away, or was turned away, is not looked for.
        asked.retain(|one| !one.reply.is_closed());
        if asked.is_empty() {
            continue;
        }
        let keys: Vec<Vec<u8>> = asked.iter().map(|one| one.key.clone()).collect();
        let found = db.read(move |conn| {
            let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            idempotency_records::find(conn, &keys)
        });
        let found = tokio::time::timeout(PATIENCE, found).await;
        answer(&mut asked, found.unwrap_or_else(|_| Err(DbError::Unavailable("a look takes too long".to_owned()))));
    }
}

fn answer(asked: &mut Vec<Asked>, found: Result<Vec<IdempotencyRow>, DbError>) {
    match found {
        Ok(rows) => {
            let rows: HashMap<Vec<u8>, IdempotencyRow> =
                rows.into_iter().map(|row| (row.key_hash.clone(), row)).collect();
            for one in asked.drain(..) {
                // Two may ask for the same.
                let _ = one.reply.send(Ok(rows.get(&one.key).cloned()));
            }
        }
        Err(error) => {
            let retry = matches!(error, DbError::Unavailable(_) | DbError::Locked);
            tracing::error!(error = %error, keys = asked.len(), "Kept answers could not be looked for");
            let failure =
                || if retry { ApiError::unavailable(RETRY_AFTER) } else { ApiError::internal("kept answers") };
            for one in asked.drain(..) {
                let _ = one.reply.send(Err(failure()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, KeptAnswers, run};
    use crate::db::{Db, DbSettings};
    use shared::ProblemCode;
    use std::time::Duration;
    use tokio::sync::{mpsc, oneshot};

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let (queue, _nobody_looks) = mpsc::channel(1);
        let refused = KeptAnswers { queue, patience: Duration::from_millis(1) }.find(vec![1]).await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Unavailable);
        assert!(refused.parts().retry_after.is_some());
    }

    #[tokio::test]
    async fn who_has_gone_is_not_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("wizyta.db").display()).parse().unwrap();
        let db = Db::open(&url, DbSettings::default()).unwrap();
        let (queue, receiver) = mpsc::channel(2);
        let ((gone, _), (here, answer)) = (oneshot::channel(), oneshot::channel());
        for reply in [gone, here] {
            queue.send(Asked { key: vec![1], reply }).await.unwrap();
        }
        drop(queue);
        run(receiver, db).await;
        assert_eq!(answer.await.unwrap().unwrap(), None);
    }
}
