//! What one measurement saw.

use std::time::{Duration, Instant};

/// The stretch of time that counts: what is answered before it only warms up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    from: Instant,
    until: Instant,
}

/// How long a variant runs before it counts.
const WARM_UP: Duration = Duration::from_millis(200);

impl Span {
    /// A span that begins soon and lasts for `time`.
    pub(crate) fn of(time: Duration) -> Self {
        let from = Instant::now() + WARM_UP;
        Self { from, until: from + time }
    }

    /// Whether it goes on.
    pub(crate) fn lasts(&self, now: Instant) -> bool {
        now < self.until
    }

    fn counts(&self, now: Instant) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// Everything that one measurement counted.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    /// What was done within the span.
    counted: u64,
    /// What was done at all, warming up included.
    pub(crate) total: u64,
    /// Answers that nobody expected, and one of them.
    pub(crate) surprises: u64,
    pub(crate) surprise: Option<String>,
    micros: Vec<u32>,
    time: Duration,
}

/// What is kept of a sample: figures per second and in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) worst: f64,
}

impl Sample {
    /// Nothing counted yet.
    pub(crate) fn new(span: &Span) -> Self {
        Self { time: span.until - span.from, ..Self::default() }
    }

    /// What was timed by others.
    pub(crate) fn of(times: impl Iterator<Item = Duration>, time: Duration) -> Self {
        let micros: Vec<u32> = times.map(|one| u32::try_from(one.as_micros()).unwrap_or(u32::MAX)).collect();
        let counted = micros.len() as u64;
        Self { counted, total: counted, micros, time, ..Self::default() }
    }

    /// Counts `done` things that took from `begun` to `now` together.
    pub(crate) fn count(&mut self, span: &Span, begun: Instant, now: Instant, done: u64) {
        self.total += done;
        if span.counts(now) {
            self.counted += done;
            self.micros.push(u32::try_from((now - begun).as_micros()).unwrap_or(u32::MAX));
        }
    }

    /// Counts an answer that nobody expected.
    pub(crate) fn wonder(&mut self, text: impl FnOnce() -> String) {
        self.surprises += 1;
        self.surprise.get_or_insert_with(text);
    }

    /// Adds what another thread counted in the same span.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.counted += other.counted;
        self.total += other.total;
        self.surprises += other.surprises;
        self.surprise = self.surprise.or(other.surprise);
        self.micros.extend(other.micros);
        self.time = self.time.max(other.time);
        self
    }

    /// The figures.
    pub(crate) fn summary(&mut self) -> Summary {
        self.micros.sort_unstable();
        let counted = u32::try_from(self.counted).unwrap_or(u32::MAX);
        Summary {
            per_second: f64::from(counted) / self.time.as_secs_f64(),
            p50: self.percentile(50),
            p99: self.percentile(99),
            worst: self.percentile(100),
        }
    }

    fn percentile(&self, percent: usize) -> f64 {
        let at = self.micros.len().saturating_sub(1) * percent / 100;
        self.micros.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
    }
}
