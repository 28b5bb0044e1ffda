//! "I don't have my code": a form that needs no program, and what is said once it was sent.

use super::frame::Frame;
use askama::Template;
use shared::code_request::LostCode;
use shared::email::MAX_LENGTH;
use shared::problem::FieldFault;
use shared::texts::code::Texts;
use std::fmt::{self, Debug, Formatter};

/// What somebody has filled in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The address, as it was typed.
    pub email: String,
    /// The day, as the browser writes it.
    pub date: String,
}

/// An address must not get into a log.
impl Debug for Form {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").finish_non_exhaustive()
    }
}

/// Why a form was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Something is wrong with what was filled in.
    Faults(Vec<FieldFault>),
    /// It was sent too often.
    TooMany,
    /// The server has too much to do.
    Busy,
}

impl Form {
    /// What it asks for, by the rules of the API.
    pub fn read(&self) -> Result<LostCode, Refusal> {
        let body = serde_json::json!({"email": self.email, "date": self.date});
        LostCode::read(&body).map_err(Refusal::Faults)
    }
}

/// The form.
#[derive(Template)]
#[template(path = "page/lost_code.html")]
pub(super) struct Asking<'a> {
    frame: &'a Frame<'a>,
    c: &'static Texts,
    form: &'a Form,
    /// What is wrong, and at which element.
    faults: Vec<(&'static str, &'static str)>,
    longest: usize,
}

impl<'a> Asking<'a> {
    /// The form as it was filled in, with what is wrong with it.
    pub(super) fn new(frame: &'a Frame<'a>, form: &'a Form, refusal: Option<&Refusal>) -> Self {
        let c = Texts::of(frame.language);
        let faults = refusal.map(|refusal| faults(frame, c, form, refusal)).unwrap_or_default();
        Self { frame, c, form, faults, longest: MAX_LENGTH }
    }

    fn fault(&self, field: &str) -> Option<&'static str> {
        self.faults.iter().find(|(faulty, _)| *faulty == field).map(|(_, words)| *words)
    }
}

/// In words, in the order of the fields.
fn faults(frame: &Frame<'_>, c: &Texts, form: &Form, refusal: &Refusal) -> Vec<(&'static str, &'static str)> {
    let faults = match refusal {
        Refusal::Faults(faults) => faults,
        Refusal::TooMany => return vec![("send", c.err_many)],
        Refusal::Busy => return vec![("send", c.err_busy)],
    };
    let page = frame.texts;
    let email = if form.email.trim().is_empty() { page.err_email_empty } else { page.err_email_form };
    let date = if form.date.trim().is_empty() { c.err_date_empty } else { c.err_date_form };
    [("email", email), ("date", date)]
        .into_iter()
        .filter(|(field, _)| {
            let pointer = format!("/{field}");
            faults.iter().any(|fault| fault.pointer.as_deref() == Some(&pointer))
        })
        .collect()
}

/// That it was sent, whether there is such a booking or not.
#[derive(Template)]
#[template(path = "page/code_asked.html")]
pub(super) struct Asked<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) c: &'static Texts,
}
