//! Why a letter did not leave, and whose fault it is: that decides what becomes of it.

use std::fmt::Write as _;

/// Longest reason that is kept, in characters.
const MAX_REASON: usize = 300;

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// Whose fault it is.
    pub blame: Blame,
    /// What happened, without any address: it is stored and logged.
    pub reason: String,
}

/// Whose fault it is that a letter did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The mail server can't be reached, or refuses us whatever the letter: all letters wait.
    Transport,
    /// This letter did not get through this time: it waits, others go on.
    Moment,
    /// This letter never will.
    Letter,
}

impl Failure {
    pub(super) fn new(blame: Blame, reason: &str) -> Self {
        Self { blame, reason: redacted(reason, "") }
    }

    /// A mail server's fault; its words may quote `recipient`.
    pub(super) fn smtp(blame: Blame, stage: &str, error: &mail_send::Error, recipient: &str) -> Self {
        use mail_send::Error::{AuthenticationFailed, UnexpectedReply};
        let mut reason = format!("{stage}: ");
        match error {
            UnexpectedReply(reply) | AuthenticationFailed(reply) => {
                let [class, subject, detail] = reply.esc;
                let _ = write!(reason, "{} ", reply.code);
                if class != 0 {
                    let _ = write!(reason, "{class}.{subject}.{detail} ");
                }
                reason.push_str(&reply.message);
            }
            other => {
                let _ = write!(reason, "{other}");
            }
        }
        Self { blame, reason: redacted(&reason, recipient) }
    }
}

/// Leaves out what looks like an address, and the recipient's own name where a server quotes it alone.
pub(super) fn redacted(text: &str, recipient: &str) -> String {
    let name = recipient.rsplit_once('@').map_or(recipient, |(name, _)| name);
    let is_personal = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains('@') || (!name.is_empty() && bare.eq_ignore_ascii_case(name))
    };
    let words: Vec<&str> = text.split_whitespace().map(|word| if is_personal(word) { "…" } else { word }).collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(MAX_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn a_reason_names_nobody() {
        for (text, expected) in [
            ("550 5.1.1 <anna@example.pl>: user unknown", "550 5.1.1 … user unknown"),
            ("mailbox 'Anna' is full\r\nsorry", "mailbox … is full sorry"),
            ("annapurna is a mountain", "annapurna is a mountain"),
        ] {
            assert_eq!(redacted(text, "anna@example.pl"), expected);
        }
        assert_eq!(redacted(&"x".repeat(1000), "").len(), 300);
    }
}
