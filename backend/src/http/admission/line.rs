//! The line before the door: bookings that have come, and of which nothing is read yet.
//!
//! To read and begin thousands of them takes tens of milliseconds, in which a worker does nothing else. So as soon as some
//! wait at the door the others stay in the system's buffers, and are called as there is room.

use super::WAITING;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Bookings that are read and wait, so that there is always a next one.
const AHEAD: usize = 32;

/// Who has stood in line for so long is called, room or not: at the door he is told if it takes too long.
const PATIENCE: Duration = Duration::from_secs(1);

/// One worker's line.
#[derive(Debug)]
pub(super) struct Line {
    unread: RefCell<VecDeque<Unread>>,
    /// How many are called and have not been read yet.
    called: Cell<usize>,
    /// How many are read, and wait at the door.
    pub(super) read: Cell<usize>,
    /// Tells who calls that there may be room.
    pub(super) room: Notify,
    /// Somebody calls, and will until nobody is left.
    kept: Cell<bool>,
    patience: Duration,
    stopping: CancellationToken,
}

#[derive(Debug)]
struct Unread {
    turn: Rc<Turn>,
    since: Instant,
}

/// A connection's place in line.
#[derive(Debug, Default)]
pub(super) struct Turn {
    stand: Cell<Stand>,
    waker: RefCell<Option<Waker>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stand {
    /// Not in line.
    #[default]
    Apart,
    InLine,
    Called,
    /// The connection has gone.
    Gone,
}

impl Line {
    pub(super) fn new(stopping: CancellationToken) -> Self {
        Self {
            unread: RefCell::default(),
            called: Cell::new(0),
            read: Cell::new(0),
            room: Notify::new(),
            kept: Cell::new(false),
            patience: PATIENCE,
            stopping,
        }
    }

    /// Whether nobody else may wait.
    pub(super) fn is_full(&self) -> bool {
        self.unread.borrow().len() + self.called.get() + self.read.get() >= WAITING
    }

    /// Whether a connection has to wait before it is read. `is_booking` tells whether one has come on it.
    pub(super) fn holds(
        self: &Rc<Self>,
        turn: &Rc<Turn>,
        context: &mut Context<'_>,
        is_booking: impl FnOnce(&mut Context<'_>) -> bool,
    ) -> bool {
        match turn.stand.get() {
            Stand::Apart if self.has_room() => false,
            Stand::Apart if self.is_full() || self.stopping.is_cancelled() || !is_booking(context) => false,
            Stand::Apart => {
                turn.stand.set(Stand::InLine);
                turn.wait(context);
                self.unread.borrow_mut().push_back(Unread { turn: Rc::clone(turn), since: Instant::now() });
                if !self.kept.replace(true) {
                    actix_web::rt::spawn(Rc::clone(self).call_all());
                }
                true
            }
            Stand::InLine => {
                turn.wait(context);
                true
            }
            Stand::Called => {
                self.is_read(turn, Stand::Apart);
                false
            }
            Stand::Gone => false,
        }
    }

    /// The connection has gone.
    pub(super) fn leave(&self, turn: &Turn) {
        match turn.stand.get() {
            Stand::Called => self.is_read(turn, Stand::Gone),
            _ => turn.stand.set(Stand::Gone),
        }
    }

    /// Who was called makes room for the next.
    fn is_read(&self, turn: &Turn, stand: Stand) {
        turn.stand.set(stand);
        self.called.set(self.called.get() - 1);
        self.room.notify_one();
    }

    fn has_room(&self) -> bool {
        self.unread.borrow().is_empty() && self.is_ready()
    }

    fn is_ready(&self) -> bool {
        self.called.get() + self.read.get() < AHEAD
    }

    /// Calls one after the other, until nobody is left.
    async fn call_all(self: Rc<Self>) {
        while let Some(since) = self.first() {
            if !self.is_ready() {
                tokio::select! {
                    () = self.room.notified() => continue,
                    () = tokio::time::sleep_until(since + self.patience) => {}
                    () = self.stopping.cancelled() => {}
                }
            }
            self.call();
        }
        self.kept.set(false);
    }

    /// Since when the first one has waited.
    fn first(&self) -> Option<Instant> {
        self.unread.borrow().front().map(|one| one.since)
    }

    fn call(&self) {
        let Some(Unread { turn, .. }) = self.unread.borrow_mut().pop_front() else { return };
        if turn.stand.get() == Stand::InLine {
            turn.stand.set(Stand::Called);
            self.called.set(self.called.get() + 1);
            if let Some(waker) = turn.waker.take() {
                waker.wake();
            }
        }
    }
}

impl Turn {
    fn wait(&self, context: &Context<'_>) {
        self.waker.replace(Some(context.waker().clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::{AHEAD, Line, Stand, Turn};
    use std::rc::Rc;
    use std::task::{Context, Waker};
    use std::time::Duration;
    use tokio::task::{LocalSet, yield_now};
    use tokio_util::sync::CancellationToken;

    fn crowded() -> Rc<Line> {
        let line = Line::new(CancellationToken::new());
        line.read.set(AHEAD);
        Rc::new(line)
    }

    fn comes(line: &Rc<Line>, is_booking: bool) -> (Rc<Turn>, bool) {
        let turn = Rc::new(Turn::default());
        let held = asks(line, &turn, is_booking);
        (turn, held)
    }

    fn asks(line: &Rc<Line>, turn: &Rc<Turn>, is_booking: bool) -> bool {
        line.holds(turn, &mut Context::from_waker(Waker::noop()), |_| is_booking)
    }

    fn one_leaves(line: &Line) {
        line.read.set(line.read.get() - 1);
        line.room.notify_one();
    }

    #[tokio::test]
    async fn bookings_of_a_crowd_are_called_in_their_order_and_nothing_else_waits() {
        let test = async {
            let line = crowded();
            let (first, held) = comes(&line, true);
            let (second, held_too) = comes(&line, true);
            assert!(held && held_too && asks(&line, &first, true));
            assert!(!comes(&line, false).1, "a kiosk");
            one_leaves(&line);
            while first.stand.get() != Stand::Called {
                yield_now().await;
            }
            assert!(comes(&line, true).1, "whoever comes later stands behind");
            assert!(!asks(&line, &first, true) && asks(&line, &second, true));
        };
        LocalSet::new().run_until(test).await;
    }

    #[tokio::test]
    async fn who_goes_when_called_leaves_the_room_to_the_next() {
        let test = async {
            let line = crowded();
            let [gone, first, second] = [(); 3].map(|()| comes(&line, true).0);
            line.leave(&gone);
            one_leaves(&line);
            while first.stand.get() != Stand::Called {
                yield_now().await;
            }
            line.leave(&first);
            while second.stand.get() != Stand::Called {
                yield_now().await;
            }
            assert!(!asks(&line, &second, true));
            assert!(!comes(&line, true).1, "nobody is left, and there is room");
        };
        LocalSet::new().run_until(test).await;
    }

    #[tokio::test]
    async fn nobody_stays_unread_for_long_or_when_the_server_stops() {
        let test = async {
            let patient = Rc::new(Line { patience: Duration::ZERO, ..Rc::into_inner(crowded()).unwrap() });
            let stopping = crowded();
            stopping.stopping.cancel();
            let line = crowded();
            let turns = [&patient, &line].map(|line| comes(line, true).0);
            assert!(!comes(&stopping, true).1);
            line.stopping.cancel();
            for turn in turns {
                while turn.stand.get() != Stand::Called {
                    yield_now().await;
                }
            }
        };
        LocalSet::new().run_until(test).await;
    }
}
