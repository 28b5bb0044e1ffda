//! How the outbox works: how many at once, for how long, and with which pauses.

use super::pauses::Pauses;
use crate::db::outbox::Lane;
use chrono::TimeDelta;
use std::time::Duration;

/// How much a worker takes at once, and how long it waits.
#[derive(Debug, Clone)]
pub struct OutboxSettings {
    /// Letters on their way at once, each over a connection of its own.
    pub connections: usize,
    /// Rows claimed at once, and letters per connection.
    pub batch: i64,
    /// How long a letter may take.
    pub letter_limit: Duration,
    /// A letter that takes so long holds up nobody: the rest of its claim goes to other workers.
    pub slow: Duration,
    /// Looks for due rows at least so often: another replica may have written some and died.
    pub poll: Duration,
    /// Pauses after failures.
    pub pauses: Pauses,
}

impl Default for OutboxSettings {
    fn default() -> Self {
        Self {
            connections: 4,
            batch: 32,
            letter_limit: Duration::from_mins(2),
            slow: Duration::from_secs(3),
            poll: Duration::from_secs(15),
            pauses: Pauses::default(),
        }
    }
}

impl OutboxSettings {
    /// How long a claim holds: after a crash its rows wait so long. Well above what one letter may take.
    pub fn lease(&self) -> TimeDelta {
        let limit = TimeDelta::from_std(self.letter_limit).unwrap_or_default();
        TimeDelta::minutes(5).max(limit * 2)
    }

    /// What each worker looks at. One of several is left to the letters that were put off, so that those which are known
    /// to be slow, however many, never hold up a new one.
    pub fn lanes(&self) -> Vec<Lane> {
        match self.connections {
            0 | 1 => vec![Lane::All],
            several => std::iter::repeat_n(Lane::Fresh, several - 1).chain([Lane::PutOff]).collect(),
        }
    }
}
