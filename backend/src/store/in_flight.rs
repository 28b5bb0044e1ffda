//! Requests with an idempotency key that are being worked on.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// The keys in work in this process. Between replicas the database's unique keys do the same.
#[derive(Debug, Default)]
pub struct InFlight {
    keys: Mutex<HashSet<Vec<u8>>>,
    left: Notify,
}

/// Keeps a key in work until it is dropped.
#[derive(Debug)]
pub struct Guard {
    in_flight: Arc<InFlight>,
    key: Vec<u8>,
}

impl InFlight {
    /// Enters with a key, waiting for another request with the same one; none if that takes longer than `patience`.
    pub async fn enter(self: &Arc<Self>, key: Vec<u8>, patience: Duration) -> Option<Guard> {
        if let Some(guard) = self.try_enter(&key) {
            return Some(guard);
        }
        tokio::time::timeout(patience, async {
            loop {
                // Registered before the look, so that no leave is missed.
                let left = self.left.notified();
                if let Some(guard) = self.try_enter(&key) {
                    return guard;
                }
                left.await;
            }
        })
        .await
        .ok()
    }

    fn try_enter(self: &Arc<Self>, key: &[u8]) -> Option<Guard> {
        let entered = self.lock().insert(key.to_vec());
        entered.then(|| Guard { in_flight: Arc::clone(self), key: key.to_vec() })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Vec<u8>>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.in_flight.lock().remove(&self.key);
        self.in_flight.left.notify_waiters();
    }
}
