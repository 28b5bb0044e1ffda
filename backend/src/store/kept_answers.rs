//! Looking for answers that are kept for idempotency keys: what has queued is asked for in one query.
//!
//! A refusal from memory costs nothing but this look, which it may not go without: the request may repeat one that was
//! accepted, by another replica a moment ago. When a day is released, there are thousands of refusals in a second.

use crate::db::idempotency_records::{self, IdempotencyRow};
use crate::db::{Db, DbError};
use crate::problem::ApiError;
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};

/// Looks that may wait; more are turned away at once.
const QUEUE: usize = 16_384;

/// Most keys in one query.
const BATCH: usize = 256;

/// Seconds after which one who was turned away may try again.
const RETRY_AFTER: u32 = 2;

struct Asked {
    key: Vec<u8>,
    reply: oneshot::Sender<Result<Option<IdempotencyRow>, ApiError>>,
}

/// The way to the kept answers.
#[derive(Clone)]
pub struct KeptAnswers {
    queue: mpsc::Sender<Asked>,
}

impl KeptAnswers {
    /// Starts looking. It ends when the last of these is gone.
    pub fn start(db: Db) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(run(receiver, db));
        Self { queue }
    }

    /// The answer that is kept for a key, of whatever was committed before this was called.
    pub async fn find(&self, key: Vec<u8>) -> Result<Option<IdempotencyRow>, ApiError> {
        let (reply, answer) = oneshot::channel();
        if self.queue.try_send(Asked { key, reply }).is_err() {
            return Err(ApiError::unavailable(RETRY_AFTER));
        }
        answer.await.unwrap_or_else(|_| Err(ApiError::unavailable(RETRY_AFTER)))
    }
}

async fn run(mut queue: mpsc::Receiver<Asked>, db: Db) {
    let mut asked = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut asked, BATCH).await > 0 {
        let keys: Vec<Vec<u8>> = asked.iter().map(|one| one.key.clone()).collect();
        let found = db.read(move |conn| {
            let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            idempotency_records::find(conn, &keys)
        });
        answer(&mut asked, found.await);
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
