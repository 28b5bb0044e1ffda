//! What a call can fail with, before it is put into words and HTTP.

use crate::limits::Counted;
use crate::store::alternatives::Alternatives;
use shared::ProblemCode;
use shared::problem::{FaultCode, FieldFault, ProblemExtra};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A refusal or a failure of a call. The HTTP layer renders it, in one place.
#[derive(Debug)]
pub struct ApiError(Box<Parts>);

/// What an [`ApiError`] says.
#[derive(Debug)]
pub struct Parts {
    /// Decides status and texts.
    pub code: ProblemCode,
    /// Faulty values.
    pub errors: Vec<FieldFault>,
    /// Members of this kind of problem.
    pub extra: ProblemExtra,
    /// The free hours that are offered in place of a full one.
    pub alternatives: Option<Arc<Alternatives>>,
    /// Values for the placeholders of the detail text.
    pub values: Vec<(&'static str, String)>,
    /// When to try again, in seconds.
    pub retry_after: Option<u32>,
    /// The quota that is used up, if one is.
    pub limit: Option<Counted>,
    /// The cause, for the log only.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// A problem of this kind.
    pub fn new(code: ProblemCode) -> Self {
        Self(Box::new(Parts {
            code,
            errors: Vec::new(),
            extra: ProblemExtra::default(),
            alternatives: None,
            values: Vec::new(),
            retry_after: None,
            limit: None,
            source: None,
        }))
    }

    /// Faulty input. When nothing but the acceptance of the terms or a code's check digit is wrong, that gives the code.
    pub fn faults(errors: Vec<FieldFault>) -> Self {
        let code = match errors.as_slice() {
            [one] if one.code == FaultCode::TermsNotAccepted => ProblemCode::TermsNotAccepted,
            [one] if one.code == FaultCode::CodeMistyped => ProblemCode::CodeMistyped,
            [one] if one.code == FaultCode::SlotNotOffered => ProblemCode::SlotNotOffered,
            _ => ProblemCode::ValidationFailed,
        };
        Self::new(code).with(|parts| parts.errors = errors)
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ProblemCode::InternalError).with(|parts| parts.source = Some(source.into()))
    }

    /// No answer just now; try again in so many seconds.
    pub fn unavailable(retry_after: u32) -> Self {
        Self::new(ProblemCode::Unavailable).with(|parts| parts.retry_after = Some(retry_after))
    }

    /// Adds to what it says.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(&mut self.0);
        self
    }

    /// What it says.
    pub const fn parts(&self) -> &Parts {
        &self.0
    }

    /// Its code.
    pub const fn code(&self) -> ProblemCode {
        self.0.code
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<crate::crypto::CryptoError> for ApiError {
    fn from(error: crate::crypto::CryptoError) -> Self {
        Self::internal(error)
    }
}
