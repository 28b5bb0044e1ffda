//! Why the server's answer is none to work with, in a form that can be kept and shown.

use crate::i18n::Texts;
use shared::client::ClientError;
use shared::{Problem, ProblemCode};
use std::sync::Arc;

/// What the page can tell apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// No answer: the network or the server is away.
    NoAnswer,
    /// The API said what is wrong.
    Refused(Arc<Problem>),
    /// An answer that the API does not give.
    Broken,
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Network(_) => Self::NoAnswer,
            ClientError::Problem(problem) => Self::Refused(problem.into()),
            ClientError::Unexpected(_) => Self::Broken,
        }
    }
}

/// The page's words where the API's own sentence is written for those who program against it.
const fn own_words(code: ProblemCode, texts: &Texts) -> Option<&'static str> {
    match code {
        ProblemCode::RequestInProgress => Some(texts.err_in_progress),
        ProblemCode::ProofOfWorkRequired | ProblemCode::ProofOfWorkInvalid => Some(texts.err_check),
        ProblemCode::MalformedRequest
        | ProblemCode::IdempotencyKeyReused
        | ProblemCode::PayloadTooLarge
        | ProblemCode::HeadersTooLarge
        | ProblemCode::MethodNotAllowed
        | ProblemCode::Unauthorized
        | ProblemCode::Forbidden => Some(texts.err_server),
        _ => None,
    }
}

impl Failure {
    /// The API's code, if it answered.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::NoAnswer | Self::Broken => None,
        }
    }

    /// What went wrong, in words for the resident.
    pub(crate) fn message(&self, texts: &Texts) -> String {
        match self {
            Self::NoAnswer => texts.err_offline.to_owned(),
            Self::Refused(problem) => own_words(problem.code, texts).unwrap_or(&problem.detail).to_owned(),
            Self::Broken => texts.err_server.to_owned(),
        }
    }
}
