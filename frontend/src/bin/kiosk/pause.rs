//! When a screen goes back to the start: after a time without a touch, announced by a countdown that any touch ends
//! (WCAG 2.2.1 wants at least 20 seconds for it).

use crate::screen::{Printing, Screen};

/// How long the countdown is, in seconds.
pub(crate) const WARNING: u32 = 20;

/// How long a screen stays without a touch before the countdown begins, in seconds; `None`: it stays.
pub(crate) const fn quiet(screen: &Screen, printing: Printing, has_token: bool) -> Option<u32> {
    match screen {
        Screen::SetUp if has_token => Some(100),
        Screen::Start | Screen::Checking | Screen::SetUp => None,
        Screen::Code => Some(40),
        Screen::Refused(_) => Some(30),
        Screen::Ticket(_) => Some(match printing {
            // A browser that never tells of the print's end.
            Printing::Now => 40,
            // The resident has what he came for.
            Printing::Done | Printing::Again => 0,
        }),
    }
}

/// The seconds that are left of the countdown, so many seconds after the last touch; `None`: it has not begun.
pub(crate) fn left(quiet: u32, since: f64) -> Option<u32> {
    let left = f64::from(quiet + WARNING) - since;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nought and the countdown")]
    (left <= f64::from(WARNING)).then(|| left.max(0.0).ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::{WARNING, left};

    #[test]
    fn the_countdown_begins_after_the_quiet_and_ends_at_nought() {
        assert_eq!(left(40, 39.9), None);
        assert_eq!(left(40, 40.0), Some(WARNING));
        assert_eq!(left(40, 59.5), Some(1));
        assert_eq!(left(40, 60.0), Some(0));
        assert_eq!(left(40, 4000.0), Some(0));
        assert_eq!(left(0, 0.0), Some(WARNING));
    }
}
