//! When a place that was given up comes back: after a delay that nobody knows, so that it can't be passed on.

use std::str::FromStr;
use std::time::Duration;

const MOST_MINUTES: u64 = 24 * 60;

/// How long places wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    shortest: Duration,
    longest: Duration,
}

impl Delay {
    /// Places come back at once.
    pub const NONE: Self = Self { shortest: Duration::ZERO, longest: Duration::ZERO };

    /// Whether places come back at once.
    pub const fn is_none(self) -> bool {
        self.longest.is_zero()
    }

    /// The delay that `fraction`, drawn from 0 to 1, stands for: any instant between the shortest and the longest is as
    /// likely as any other.
    pub fn at(self, fraction: f64) -> Duration {
        let span = self.longest.saturating_sub(self.shortest);
        (self.shortest + span.mul_f64(fraction.clamp(0.0, 1.0))).min(self.longest)
    }
}

impl FromStr for Delay {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (shortest, longest) = text.split_once('-').unwrap_or((text, text));
        let minutes = |text: &str| text.trim().parse().ok().filter(|minutes| *minutes <= MOST_MINUTES);
        match (minutes(shortest), minutes(longest)) {
            (Some(shortest), Some(longest)) if shortest <= longest => {
                Ok(Self { shortest: Duration::from_mins(shortest), longest: Duration::from_mins(longest) })
            }
            _ => Err("expected minutes like 1-30, at most a day, or 0"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Delay, MOST_MINUTES};
    use proptest::prelude::*;
    use std::time::Duration;

    proptest! {
        #[test]
        fn a_place_waits_no_shorter_and_no_longer_than_it_is_set_to(
            shortest in 0..=MOST_MINUTES, more in 0..=MOST_MINUTES, fractions in [0.0..=1.0, 0.0..=1.0],
        ) {
            let longest = (shortest + more).min(MOST_MINUTES);
            let delay: Delay = format!("{shortest}-{longest}").parse().unwrap();
            let [one, other] = fractions.map(|fraction| delay.at(fraction));
            for waits in [one, other] {
                prop_assert!(waits >= Duration::from_mins(shortest) && waits <= Duration::from_mins(longest));
            }
            // Whoever draws more waits longer: no instant is left out, and none counts twice.
            prop_assert!((fractions[0] <= fractions[1]) == (one <= other) || one == other);
            prop_assert_eq!(delay.at(0.0), Duration::from_mins(shortest));
            prop_assert_eq!(delay.at(1.0), Duration::from_mins(longest));
        }

        #[test]
        fn nothing_else_is_a_delay(text in "[0-9 -]{0,6}") {
            if let Ok(delay) = text.parse::<Delay>() {
                prop_assert!(delay.at(0.0) <= delay.at(1.0));
                prop_assert!(text.chars().any(|c| c.is_ascii_digit()));
            }
        }
    }

    #[test]
    fn nought_is_none_and_a_single_number_is_exact() {
        assert_eq!("0".parse(), Ok(Delay::NONE));
        assert!(Delay::NONE.is_none());
        assert_eq!("7".parse::<Delay>().unwrap().at(0.3), Duration::from_mins(7));
        for wrong in ["", "-", "30-1", "1-2-3", "1441", "-5", "one"] {
            assert!(wrong.parse::<Delay>().is_err(), "{wrong}");
        }
    }
}
