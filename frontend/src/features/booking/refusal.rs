//! Where a refusal belongs on the page.

use crate::api::Failure;
use crate::components::email;
use crate::i18n::Texts;
use shared::availability::SlotRef;
use shared::problem::FieldError;
use shared::{Problem, ProblemCode};

/// A part of the page that can be answered wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Step 1
    Service,
    /// Step 2
    Email,
    /// Step 3
    Day,
    /// Step 4
    Hour,
    /// Step 5
    Terms,
}

impl Field {
    /// All parts, in the order of the page.
    const ALL: [Self; 5] = [Self::Service, Self::Email, Self::Day, Self::Hour, Self::Terms];

    /// The id of the element that takes the focus.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Email => "email",
            Self::Day => "day-heading",
            Self::Hour => "hour-heading",
            Self::Terms => "accept",
        }
    }

    /// The id of the message beside it.
    pub(crate) const fn message_id(self) -> &'static str {
        match self {
            Self::Service => "service-error",
            Self::Email => "email-error",
            Self::Day => "day-error",
            Self::Hour => "hour-error",
            Self::Terms => "terms-error",
        }
    }

    /// Its place in the request's body.
    const fn pointer(self) -> &'static str {
        match self {
            Self::Service => "/service_id",
            Self::Email => "/email",
            Self::Day => "/date",
            Self::Hour => "/time",
            Self::Terms => "/terms_version",
        }
    }
}

/// Why the booking was not made, sorted to where the resident can mend it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Refusal {
    /// A message for each faulty field, in the order of the page.
    pub(crate) fields: Vec<(Field, String)>,
    /// What belongs to no field.
    pub(crate) general: Option<String>,
    /// The nearest free hours, if the chosen one is taken.
    pub(crate) alternatives: Vec<SlotRef>,
    /// The same attempt may succeed if it is simply repeated.
    pub(crate) retry: bool,
}

impl Refusal {
    /// What the resident can still mend before anything is sent. `None`: nothing.
    pub(crate) fn before_sending(texts: &Texts, typed: &str, accepted: bool) -> Option<Self> {
        let mut fields = Vec::new();
        if let Some(fault) = email::fault(texts, typed) {
            fields.push((Field::Email, fault.to_owned()));
        }
        if !accepted {
            fields.push((Field::Terms, texts.err_terms.to_owned()));
        }
        (!fields.is_empty()).then(|| Self { fields, ..Self::default() })
    }

    /// Sorts what came back from the server.
    pub(crate) fn of(failure: &Failure, texts: &Texts) -> Self {
        match failure {
            Failure::Refused(problem) => Self::of_problem(problem, failure.message(texts), texts),
            Failure::NoAnswer | Failure::Broken => Self::repeatable(failure, texts),
        }
    }

    /// What came back tells that the same attempt may succeed if it is simply repeated.
    pub(crate) fn repeatable(failure: &Failure, texts: &Texts) -> Self {
        Self { general: Some(failure.message(texts)), retry: true, ..Self::default() }
    }

    fn of_problem(problem: &Problem, message: String, texts: &Texts) -> Self {
        let field = match problem.code {
            ProblemCode::ServiceNotFound => Some(Field::Service),
            ProblemCode::DayClosed | ProblemCode::DayUnreleased => Some(Field::Day),
            ProblemCode::SlotFull | ProblemCode::SlotPast | ProblemCode::SlotNotOffered | ProblemCode::HoldExpired => {
                Some(Field::Hour)
            }
            ProblemCode::TermsNotAccepted | ProblemCode::TermsOutdated => Some(Field::Terms),
            _ => None,
        };
        let mut refusal = Self {
            alternatives: problem.extra.alternatives.clone().unwrap_or_default(),
            retry: matches!(
                problem.code,
                ProblemCode::ProofOfWorkRequired
                    | ProblemCode::ProofOfWorkInvalid
                    | ProblemCode::RequestInProgress
                    | ProblemCode::RateLimited
                    | ProblemCode::RequestTimeout
                    | ProblemCode::InternalError
                    | ProblemCode::Unavailable
            ),
            ..Self::default()
        };
        if let Some(field) = field {
            let message = if problem.code == ProblemCode::SlotFull { texts.err_taken } else { &problem.detail };
            refusal.fields.push((field, message.to_owned()));
            return refusal;
        }
        for field in Field::ALL {
            let at_field = |error: &&FieldError| error.pointer.as_deref() == Some(field.pointer());
            if let Some(error) = problem.errors.iter().find(at_field) {
                refusal.fields.push((field, error.detail.clone()));
            }
        }
        if refusal.fields.is_empty() {
            refusal.general = Some(message);
        }
        refusal
    }

    /// What is left of it once `field` is answered anew.
    pub(crate) fn without(mut self, field: Field) -> Option<Self> {
        self.fields.retain(|(faulty, _)| *faulty != field);
        (self.general.is_some() || !self.fields.is_empty()).then_some(self)
    }

    /// The message at `field`.
    pub(crate) fn at(&self, field: Field) -> Option<&str> {
        self.fields.iter().find(|(faulty, _)| *faulty == field).map(|(_, message)| message.as_str())
    }

    /// The chosen hour can not be had any more: the way on is another hour, not a corrected form.
    pub(crate) fn lost_hour(&self) -> bool {
        matches!(self.fields.as_slice(), [(Field::Hour | Field::Day, _)])
    }
}

#[cfg(test)]
mod tests;
