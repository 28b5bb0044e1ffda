//! Doing the same over and over, on one or more threads.

use crate::Outcome;
use crate::sample::{Sample, Span};
use std::thread;
use std::time::{Duration, Instant};

/// Repeats each of `steps` on a thread of its own. A step says how many things it did.
pub(crate) fn repeat(time: Duration, steps: Vec<impl FnMut() -> Outcome<u64> + Send>) -> Outcome<Sample> {
    let span = Span::of(time);
    thread::scope(|scope| {
        let threads: Vec<_> = steps.into_iter().map(|step| scope.spawn(move || until_the_end(&span, step))).collect();
        join(&span, threads)
    })
}

/// What all threads counted.
pub(crate) fn join(span: &Span, threads: Vec<thread::ScopedJoinHandle<'_, Outcome<Sample>>>) -> Outcome<Sample> {
    threads.into_iter().try_fold(Sample::new(span), |all, thread| {
        let sample = thread.join().map_err(|_| "a measuring thread panicked")??;
        Ok(all.merge(sample))
    })
}

fn until_the_end(span: &Span, mut step: impl FnMut() -> Outcome<u64>) -> Outcome<Sample> {
    let mut sample = Sample::new(span);
    let mut begun = Instant::now();
    while span.lasts(begun) {
        let done = step()?;
        let now = Instant::now();
        sample.count(span, begun, now, done);
        begun = now;
    }
    Ok(sample)
}
