//! Repeating the first answer to a request that comes again.

use super::{Answer, Caller};
use crate::crypto::{CryptoError, Purpose, Secrets};
use crate::db::Engine;
use crate::db::idempotency_records::{self, IdempotencyRow, RequestKey};
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::in_flight::Guard;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use shared::ProblemCode;
use std::time::Duration;

/// How long a request waits for the first one with its key: longer than any booking takes as long as all is well.
const PATIENCE: Duration = Duration::from_secs(1);

/// A request that can be told from others by its idempotency key.
#[derive(Clone)]
pub(super) struct Repeatable {
    client_key: String,
    /// Hash of path, caller and key.
    pub(super) key: Vec<u8>,
    /// Hash of the body.
    pub(super) body: Vec<u8>,
    /// Hash of the address of the booking that was asked for, if that tells who asks.
    pub(super) email: Option<Vec<u8>>,
}

impl Repeatable {
    /// A request of this caller, if it came with a key. `who` is what tells anonymous callers apart.
    pub(super) fn new(secrets: &Secrets, caller: &Caller, path: &str, who: &str, body: &Value) -> Option<Self> {
        let client_key = caller.idempotency_key.clone()?;
        let (kind, who) = caller.bearer.as_deref().map_or(("address", who), |bearer| ("bearer", bearer));
        let key = secrets.hash(
            Purpose::Idempotency,
            &[b"key", kind.as_bytes(), path.as_bytes(), who.as_bytes(), client_key.as_bytes()],
        );
        let body = secrets.hash(Purpose::Idempotency, &[b"body", &canonical(body)]);
        Some(Self { client_key, key, body, email: None })
    }

    /// The same, told from others by this address if there is no token.
    pub(super) fn of_address(self, caller: &Caller, email_key: Vec<u8>) -> Self {
        Self { email: caller.bearer.is_none().then_some(email_key), ..self }
    }

    /// The record that keeps `answer`.
    pub(super) fn record(
        &self,
        secrets: &Secrets,
        answer: &Answer,
        now: DateTime<Utc>,
    ) -> Result<IdempotencyRow, CryptoError> {
        let plain = serde_json::to_vec(answer).map_err(|_| CryptoError)?;
        Ok(IdempotencyRow {
            key_hash: self.key.clone(),
            body_hash: self.body.clone(),
            answer: secrets.seal_answer(self.client_key.as_bytes(), &plain)?,
            created_at: now.naive_utc(),
        })
    }

    /// The answer that a record keeps for this request.
    fn replay(&self, secrets: &Secrets, record: &IdempotencyRow) -> Result<Answer, ApiError> {
        if record.body_hash != self.body {
            return Err(ProblemCode::IdempotencyKeyReused.into());
        }
        let plain = secrets.open_answer(self.client_key.as_bytes(), &record.answer);
        let answer = plain.and_then(|plain| serde_json::from_slice::<Answer>(&plain).ok());
        let answer = answer.map(|answer| Answer { repeated: true, ..answer });
        answer.ok_or_else(|| ApiError::internal("a kept answer cannot be opened: was the secret key changed?"))
    }

    /// The answer that is kept for this request, if it came before.
    pub(super) async fn find(&self, state: &AppState) -> Result<Option<Answer>, ApiError> {
        let Some(record) = state.kept_answers.find(self.key.clone(), self.email.clone()).await? else {
            return Ok(None);
        };
        self.repeat(state, &record).await.map(Some)
    }

    /// Gives the kept answer again, once it is certain to last.
    pub(super) async fn repeat(&self, state: &AppState, record: &IdempotencyRow) -> Result<Answer, ApiError> {
        let answer = self.replay(&state.secrets, record)?;
        if state.db.engine() == Engine::Postgres {
            let key = self.key.clone();
            state.db.write(move |conn| idempotency_records::confirm(conn, &key)).await?;
        }
        Ok(answer)
    }

    /// Keeps an answer that changed nothing, so that it is repeated too; the first one, if there was one before.
    pub(super) async fn keep(&self, state: &AppState, answer: Answer) -> Result<Answer, ApiError> {
        let (key, record) = (self.key.clone(), self.record(&state.secrets, &answer, state.clock.now())?);
        let earlier = state.db.write(move |conn| {
            let earlier = idempotency_records::find(conn, &[RequestKey::apart(&key)])?.into_iter().next();
            if earlier.is_none() {
                idempotency_records::insert(conn, &record)?;
            }
            Ok(earlier)
        });
        match earlier.await? {
            Some(record) => self.repeat(state, &record).await,
            None => Ok(answer),
        }
    }

    /// Waits until no other request with this key is in work.
    pub(super) async fn enter(&self, state: &AppState) -> Result<Guard, ApiError> {
        let guard = state.in_flight.enter(self.key.clone(), PATIENCE).await;
        guard.ok_or_else(|| ProblemCode::RequestInProgress.into())
    }
}

/// A refusal stands only if the request is not the repetition of one that was accepted.
pub(super) async fn unless_repeated(
    state: &AppState,
    repeatable: Option<&Repeatable>,
    refusal: ApiError,
) -> Result<Answer, ApiError> {
    let Some(repeatable) = repeatable else { return Err(refusal) };
    match repeatable.find(state).await? {
        Some(answer) => Ok(answer),
        None => Err(refusal),
    }
}

/// The same JSON value has the same text, whatever the order of its members.
fn canonical(value: &Value) -> Vec<u8> {
    let mut text = Vec::with_capacity(256);
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            text.push(b'{');
            for (position, (name, member)) in sorted.into_iter().enumerate() {
                separate(position, text);
                write(name, text);
                text.push(b':');
                write_canonical(member, text);
            }
            text.push(b'}');
        }
        Value::Array(items) => {
            text.push(b'[');
            for (position, item) in items.iter().enumerate() {
                separate(position, text);
                write_canonical(item, text);
            }
            text.push(b']');
        }
        other => write(other, text),
    }
}

fn separate(position: usize, text: &mut Vec<u8>) {
    if position > 0 {
        text.push(b',');
    }
}

fn write(value: &(impl Serialize + ?Sized), text: &mut Vec<u8>) {
    // Nothing can go wrong: neither with a text or a number, nor with writing into memory.
    let _ = serde_json::to_writer(text, value);
}

#[cfg(test)]
mod tests {
    use super::canonical;
    use serde_json::{Value, json};

    #[test]
    fn the_order_of_members_does_not_matter_and_everything_else_does() {
        let text = |json: &str| String::from_utf8(canonical(&serde_json::from_str::<Value>(json).unwrap())).unwrap();
        let one = text(r#"{"b": [1, {"y": null, "x": "\u00f3\n"}], "a\"": true}"#);
        assert_eq!(one, r#"{"a\"":true,"b":[1,{"x":"ó\n","y":null}]}"#);
        assert_eq!(one, text(r#"{"a\"":true,"b":[1,{"x":"ó\n","y":null}]}"#));
        assert_ne!(one, text(r#"{"a\"":true,"b":[{"x":"ó\n","y":null},1]}"#));
        // The way in which serde_json writes it is what records of an earlier version were made from.
        let plain = json!({"a": {"b": [], "c": {}}, "d": [0.5, -1, "x"]});
        assert_eq!(canonical(&plain), plain.to_string().into_bytes());
    }
}
