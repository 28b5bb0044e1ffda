//! What the auditor found, in lines for people.

use chrono::{DateTime, Utc};
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check's name: stable, kebab-case.
    pub check: &'static str,
    /// What is wrong, after a number.
    pub what: &'static str,
    /// How often.
    pub count: i64,
    /// Some of the cases, by their ids.
    pub examples: Vec<String>,
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { check, what, count, examples } = self;
        let more = if i64::try_from(examples.len()).is_ok_and(|shown| shown < *count) { "; …" } else { "" };
        write!(f, "{check}: {count} {what}: {}{more}", examples.join("; "))
    }
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Bookings.
    pub bookings: i64,
    /// Slots with a counter.
    pub slots: i64,
    /// Letters.
    pub letters: i64,
    /// Tickets.
    pub tickets: i64,
}

/// The result of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The instant as of which it holds.
    pub at: DateTime<Utc>,
    /// How long it took.
    pub took: Duration,
    /// What is broken.
    pub findings: Vec<Finding>,
    /// Slots in which more is booked than there are desks because the plan changed: no fault, but to be acted on.
    pub crowded: Option<Finding>,
    /// How much was looked at.
    pub counted: Counted,
}

impl Report {
    /// Whether nothing is broken.
    pub const fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many cases were found in all.
    pub fn faults(&self) -> i64 {
        self.findings.iter().map(|finding| finding.count).sum()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        if let Some(crowded) = &self.crowded {
            writeln!(f, "{crowded}")?;
        }
        let Counted { bookings, slots, letters, tickets } = self.counted;
        let verdict = if self.is_clean() { "Nothing is broken" } else { "Something is broken" };
        write!(f, "{verdict}. Checked bookings: {bookings}, slots: {slots}, letters: {letters}, tickets: {tickets}")
    }
}
