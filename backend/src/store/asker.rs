//! Who waits for a booking's outcome, and for how long. When the database stands still, it is better to be told so soon
//! than to wait behind hundreds of others.

use super::batch::Outcome;
use crate::db::DbError;
use crate::problem::ApiError;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How long one waits for one's turn, here and wherever else a crowd waits, before one is turned away.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Seconds after which one who was turned away may try again.
pub const RETRY_AFTER: u32 = 2;

/// Somebody who waits.
#[derive(Debug)]
pub(super) struct Asker {
    since: Instant,
    reply: oneshot::Sender<Result<Outcome, ApiError>>,
}

impl Asker {
    /// Who waits from now on, and what he then gets.
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<Outcome, ApiError>>) {
        let (reply, answer) = oneshot::channel();
        (Self { since: Instant::now(), reply }, answer)
    }

    /// Himself, unless he has gone away, or has waited for too long, which he is told. To be asked before his booking is
    /// written, never after.
    pub(super) fn patient(self) -> Option<Self> {
        if self.since.elapsed() > PATIENCE {
            self.turn_away();
            return None;
        }
        (!self.reply.is_closed()).then_some(self)
    }

    /// Tells him that nothing is written and when to come back.
    pub(super) fn turn_away(self) {
        self.answer(Err(ApiError::unavailable(RETRY_AFTER)));
    }

    /// Tells him what became of it.
    pub(super) fn answer(self, outcome: Result<Outcome, ApiError>) {
        let _ = self.reply.send(outcome);
    }
}

/// Writes each booking alone and answers it at once. When the database turns out to be away, the rest is turned away:
/// each would only wait as long, and with it all that have come meanwhile.
pub(super) async fn write_one_by_one<Booking, Written>(
    bookings: &[Booking],
    askers: Vec<Asker>,
    mut write: impl FnMut(&Booking) -> Written,
) where
    Written: Future<Output = Result<Vec<Outcome>, DbError>>,
{
    let mut is_away = false;
    for (booking, asker) in bookings.iter().zip(askers) {
        if is_away {
            asker.turn_away();
            continue;
        }
        let Some(asker) = asker.patient() else { continue };
        let alone = write(booking).await;
        is_away = matches!(alone, Err(DbError::Unavailable(_)));
        let first = |outcomes: Vec<Outcome>| outcomes.into_iter().next();
        let outcome = alone.map_err(ApiError::from).map(first);
        asker.answer(outcome.and_then(|outcome| outcome.ok_or_else(|| ApiError::internal("no outcome"))));
    }
}

#[cfg(test)]
mod tests {
    use super::{Asker, DbError, Outcome, PATIENCE, write_one_by_one};
    use crate::problem::ApiError;
    use shared::ProblemCode;
    use std::time::Duration;
    use tokio::sync::oneshot::Receiver;

    type Answer = Receiver<Result<Outcome, ApiError>>;

    fn three() -> (Vec<Asker>, [Answer; 3]) {
        let ((a, first), (b, second), (c, third)) = (Asker::new(), Asker::new(), Asker::new());
        (vec![a, b, c], [first, second, third])
    }

    fn is_turned_away(answer: &mut Answer) -> bool {
        let refused = answer.try_recv().unwrap().unwrap_err();
        refused.code() == ProblemCode::Unavailable && refused.parts().retry_after.is_some()
    }

    #[tokio::test]
    async fn each_is_answered_as_soon_as_it_is_done() {
        let (askers, mut answers) = three();
        write_one_by_one(&[0, 1, 2], askers, |number| {
            for before in &mut answers[..*number] {
                assert!(!before.is_empty(), "it waits for {number}");
            }
            async { Ok(vec![Outcome::Accepted]) }
        })
        .await;
        for mut answer in answers {
            assert_eq!(answer.try_recv().unwrap().unwrap(), Outcome::Accepted);
        }
    }

    #[tokio::test]
    async fn when_the_database_is_away_the_rest_is_turned_away_unwritten() {
        let (askers, [mut first, mut second, mut third]) = three();
        let mut written = Vec::new();
        write_one_by_one(&[0, 1, 2], askers, |number| {
            written.push(*number);
            let away = *number == 1;
            async move { if away { Err(DbError::Unavailable("away".to_owned())) } else { Err(DbError::Locked) } }
        })
        .await;
        assert_eq!(written, [0, 1], "a lock of one is no outage for the others");
        for answer in [&mut first, &mut second, &mut third] {
            assert!(is_turned_away(answer));
        }
    }

    #[tokio::test]
    async fn who_has_gone_or_waited_for_too_long_is_not_written() {
        let (mut askers, [gone, mut late, mut here]) = three();
        drop(gone);
        askers[1].since -= PATIENCE + Duration::from_secs(1);
        let mut written = Vec::new();
        write_one_by_one(&[0, 1, 2], askers, |number| {
            written.push(*number);
            async { Ok(vec![Outcome::Accepted]) }
        })
        .await;
        assert_eq!(written, [2]);
        assert!(is_turned_away(&mut late));
        assert_eq!(here.try_recv().unwrap().unwrap(), Outcome::Accepted);
    }
}
