//! Integrators' tokens that called lately, so that their calls are counted by token and not by address. Only valid
//! tokens get in, by their hash; whoever makes some up is counted by address like anybody.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How long a token is believed to be valid. This is about quotas only; what a token may do is looked up each time.
const BELIEVED: TimeDelta = TimeDelta::minutes(1);

/// By their hashes, the tokens' ids, and until when they are believed.
type Tokens = HashMap<Vec<u8>, (Uuid, DateTime<Utc>)>;

/// Tokens that called lately.
#[derive(Debug, Default)]
pub struct Integrators(Mutex<Tokens>);

impl Integrators {
    /// The id of the token with this hash, if it called lately.
    pub fn known(&self, hash: &[u8], now: DateTime<Utc>) -> Option<Uuid> {
        let known = self.lock();
        known.get(hash).filter(|(_, until)| now < *until && *until - now <= BELIEVED).map(|(id, _)| *id)
    }

    /// Notes a token that is valid now.
    pub fn note(&self, hash: Vec<u8>, id: Uuid, now: DateTime<Utc>) {
        let mut known = self.lock();
        known.retain(|_, (_, until)| now < *until);
        known.insert(hash, (id, now + BELIEVED));
    }

    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
