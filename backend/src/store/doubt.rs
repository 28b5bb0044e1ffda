//! For how long one doubts that memory shows all that is committed.

use std::time::{Duration, Instant};

/// What was committed without an answer may be seen later, while a standby is waited for: but no later than PostgreSQL's
/// `statement_timeout`, which ends that, too.
const LASTS: Duration = Duration::from_secs(35);

/// How often memory is read again meanwhile.
const INTERVAL: Duration = Duration::from_secs(1);

/// Whether it is time to read memory again.
#[derive(Debug, Default)]
pub(super) struct Doubt(Option<Times>);

#[derive(Debug)]
struct Times {
    next: Instant,
    until: Instant,
}

impl Doubt {
    /// There is something new to doubt: from now on.
    pub(super) fn begin(&mut self, now: Instant) {
        self.0 = Some(Times { next: now, until: now + LASTS });
    }

    /// Whether memory is to be read again now.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let Some(times) = &mut self.0 else { return false };
        if now < times.next {
            return false;
        }
        times.next = now + INTERVAL;
        if now >= times.until {
            self.0 = None;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Doubt, INTERVAL, LASTS};
    use std::time::{Duration, Instant};

    #[test]
    fn it_lasts_until_all_is_decided_and_then_ends() {
        let (mut doubt, begin) = (Doubt::default(), Instant::now());
        assert!(!doubt.is_due(begin));
        doubt.begin(begin);
        assert!(doubt.is_due(begin), "at once");
        assert!(!doubt.is_due(begin + INTERVAL / 2));
        assert!(doubt.is_due(begin + INTERVAL));
        let end = begin + LASTS + Duration::from_millis(1);
        assert!(doubt.is_due(end), "once more when all is decided");
        assert!(!doubt.is_due(end + 2 * INTERVAL));
        doubt.begin(end);
        assert!(doubt.is_due(end), "a new one");
    }
}
