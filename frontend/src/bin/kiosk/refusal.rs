//! Why there is no ticket, in plain words, and the way out.

use crate::speech::{Speech, clock};
use chrono::{DateTime, FixedOffset, NaiveDate};
use frontend::browser::intl::{self, Style};
use shared::ProblemCode;
use shared::client::ClientError;
use shared::texts::fill;

/// Above so many seconds a resident does not stand and wait.
const WORTH_WAITING: u32 = 120;

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// What was scanned is none of our codes.
    NotACode,
    /// The check digit says so.
    Mistyped,
    /// There is no such code.
    Unknown,
    /// The ticket can be drawn from then on.
    TooEarly(Option<DateTime<FixedOffset>>),
    /// The visit's hour is over.
    TooLate,
    /// There is no visit any more.
    Cancelled,
    /// The visit is elsewhere.
    WrongOffice,
    /// Too many wrong codes: so many seconds to wait.
    Wait(u32),
    /// No answer.
    Offline,
    /// The server can't.
    Unavailable,
    /// The kiosk's token is no good.
    NotSetUp,
}

/// What the resident can do at the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Mend the code that is typed.
    Correct,
    /// Type the code anew.
    EnterAgain,
    /// Try the same code again.
    Retry,
    /// Nothing: the text tells where to go.
    Leave,
}

impl Refusal {
    /// Sorts what came back.
    pub(crate) fn of(error: &ClientError) -> Self {
        match error {
            ClientError::Network(_) => Self::Offline,
            ClientError::Unexpected(_) => Self::Unavailable,
            ClientError::Problem(problem) => match problem.code {
                ProblemCode::CodeMistyped | ProblemCode::ValidationFailed => Self::Mistyped,
                ProblemCode::CodeUnknown => Self::Unknown,
                ProblemCode::TooEarly => Self::TooEarly(problem.extra.opens_at),
                ProblemCode::TooLate => Self::TooLate,
                ProblemCode::BookingCancelled => Self::Cancelled,
                ProblemCode::WrongOffice => Self::WrongOffice,
                ProblemCode::RateLimited => Self::Wait(problem.retry_after.unwrap_or(60)),
                ProblemCode::Unauthorized | ProblemCode::Forbidden => Self::NotSetUp,
                _ => Self::Unavailable,
            },
        }
    }

    /// The way out.
    pub(crate) const fn way(self) -> Way {
        match self {
            Self::Mistyped => Way::Correct,
            Self::NotACode | Self::Unknown => Way::EnterAgain,
            Self::Offline | Self::Unavailable => Way::Retry,
            Self::Wait(seconds) if seconds <= WORTH_WAITING => Way::Retry,
            Self::Wait(_)
            | Self::TooEarly(_)
            | Self::TooLate
            | Self::Cancelled
            | Self::WrongOffice
            | Self::NotSetUp => Way::Leave,
        }
    }

    /// The seconds before the way out is open.
    pub(crate) const fn wait(self) -> u32 {
        match self {
            Self::Wait(seconds) if seconds <= WORTH_WAITING => seconds,
            _ => 0,
        }
    }

    /// It is nobody's fault here, and nothing to be sorry for: the resident comes back later.
    pub(crate) const fn is_mild(self) -> bool {
        matches!(self, Self::TooEarly(_) | Self::TooLate)
    }

    /// What stands above.
    pub(crate) const fn heading(self, speech: Speech) -> &'static str {
        let texts = speech.texts;
        match self {
            Self::NotACode => texts.not_a_code_heading,
            Self::Mistyped => texts.mistyped_heading,
            Self::Unknown => texts.unknown_heading,
            Self::TooEarly(_) => texts.early_heading,
            Self::TooLate => texts.late_heading,
            Self::Cancelled => texts.cancelled_heading,
            Self::WrongOffice => texts.office_heading,
            Self::Wait(_) => texts.wait_heading,
            Self::Offline => texts.offline_heading,
            Self::Unavailable => texts.unavailable_heading,
            Self::NotSetUp => texts.not_set_up_heading,
        }
    }

    /// What it means and what to do; `today` by the office's calendar.
    pub(crate) fn text(self, speech: Speech, today: Option<NaiveDate>) -> String {
        let texts = speech.texts;
        match self {
            Self::TooEarly(Some(opens_at)) => {
                let local = opens_at.naive_local();
                let time = clock(local.time());
                if today == Some(local.date()) {
                    return fill(texts.early_today, &[("time", &time)]);
                }
                let date = intl::format(speech.language, local.date(), Style::Full);
                fill(texts.early_later, &[("date", &date), ("time", &time)])
            }
            Self::NotACode => texts.not_a_code_text.to_owned(),
            Self::Mistyped => texts.mistyped_text.to_owned(),
            Self::Unknown => texts.unknown_text.to_owned(),
            Self::TooLate => texts.late_text.to_owned(),
            Self::Cancelled => texts.cancelled_text.to_owned(),
            Self::WrongOffice => texts.office_text.to_owned(),
            Self::Wait(seconds) if seconds > WORTH_WAITING => texts.wait_long.to_owned(),
            Self::Wait(_) => String::new(),
            Self::Offline | Self::Unavailable => texts.offline_text.to_owned(),
            Self::TooEarly(None) | Self::NotSetUp => texts.ask_staff.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Way};
    use shared::client::ClientError;
    use shared::problem::{Problem, ProblemExtra};
    use shared::{Language, ProblemCode};

    fn refusal(code: ProblemCode, retry_after: Option<u32>) -> Refusal {
        let problem = Problem {
            r#type: String::new(),
            title: String::new(),
            status: code.status(),
            detail: String::new(),
            code,
            request_id: None,
            errors: Vec::new(),
            extra: ProblemExtra::default(),
            retry_after,
        };
        Refusal::of(&ClientError::Problem(problem.into()))
    }

    #[test]
    fn each_refusal_of_the_contract_is_told_apart() {
        for (code, expected) in [
            (ProblemCode::CodeMistyped, Refusal::Mistyped),
            (ProblemCode::CodeUnknown, Refusal::Unknown),
            (ProblemCode::TooEarly, Refusal::TooEarly(None)),
            (ProblemCode::TooLate, Refusal::TooLate),
            (ProblemCode::BookingCancelled, Refusal::Cancelled),
            (ProblemCode::WrongOffice, Refusal::WrongOffice),
            (ProblemCode::Unauthorized, Refusal::NotSetUp),
            (ProblemCode::Forbidden, Refusal::NotSetUp),
            (ProblemCode::Unavailable, Refusal::Unavailable),
            (ProblemCode::InternalError, Refusal::Unavailable),
        ] {
            assert_eq!(refusal(code, None), expected);
        }
    }

    #[test]
    fn a_short_wait_is_waited_for_and_a_long_one_is_not() {
        assert_eq!(refusal(ProblemCode::RateLimited, Some(8)).way(), Way::Retry);
        assert_eq!(refusal(ProblemCode::RateLimited, Some(8)).wait(), 8);
        assert_eq!(refusal(ProblemCode::RateLimited, Some(40_000)).way(), Way::Leave);
        assert_eq!(refusal(ProblemCode::RateLimited, Some(40_000)).wait(), 0);
    }

    #[test]
    fn nobody_is_left_without_a_word() {
        for language in Language::ALL {
            let speech = crate::speech::Speech::of(language);
            for refusal in [Refusal::NotACode, Refusal::TooLate, Refusal::Wait(4000), Refusal::NotSetUp] {
                assert!(!refusal.heading(speech).is_empty() && !refusal.text(speech, None).is_empty());
            }
        }
    }
}
