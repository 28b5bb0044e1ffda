//! The statements that the law asks for: what the office knows of them, in words.

use super::frame::{Frame, phone_link};
use crate::domain::plan::Office;
use crate::domain::profile::{Accessibility, Conformity, MobileApp};
use crate::mail::words;
use askama::Template;
use chrono::NaiveDate;
use shared::Language;
use shared::texts::{fill, mail};

/// The privacy notice.
#[derive(Template)]
#[template(path = "page/privacy.html")]
pub(super) struct Privacy<'a> {
    frame: &'a Frame<'a>,
    controller: String,
    officer_email: Option<&'a str>,
    officer_phone: Option<(String, &'a str)>,
    legal_basis: Option<String>,
    how_long: String,
    notice_url: Option<&'a str>,
}

impl<'a> Privacy<'a> {
    /// What `office` has said, and what the server does itself: addresses stay `retention_days` after a visit.
    pub(super) fn new(frame: &'a Frame<'a>, office: &'a Office, retention_days: u32) -> Self {
        let (privacy, language, l) = (&office.profile.privacy, frame.language, frame.legal);
        let controller = if let Some(controller) = &privacy.controller {
            fill(l.controller_text, &[("controller", controller.get(language))])
        } else {
            let values = [("office", frame.office.name.as_str()), ("address", frame.office.address.as_str())];
            fill(l.controller_office, &values)
        };
        let basis = |basis: &crate::domain::plan::Localised| fill(l.basis_text, &[("basis", basis.get(language))]);
        Self {
            frame,
            controller,
            officer_email: privacy.officer_email.as_deref(),
            officer_phone: privacy.officer_phone.as_deref().map(|phone| (phone_link(phone), phone)),
            legal_basis: privacy.legal_basis.as_ref().map(basis),
            how_long: fill(l.howlong_text.form(language, retention_days), &[("n", &retention_days.to_string())]),
            notice_url: privacy.notice_url.as_deref(),
        }
    }
}

/// The accessibility statement.
#[derive(Template)]
#[template(path = "page/accessibility.html")]
pub(super) struct Statement<'a> {
    frame: &'a Frame<'a>,
    public_url: &'a str,
    facts: Option<Facts<'a>>,
    email: Option<&'a str>,
    phone: Option<(String, &'a str)>,
}

impl<'a> Statement<'a> {
    /// What `office` has said. Without it the page says so, and how a barrier is reported.
    pub(super) fn new(frame: &'a Frame<'a>, office: &'a Office, public_url: &'a str) -> Self {
        let facts = office.profile.accessibility.as_ref();
        let email = facts.and_then(|facts| facts.email.as_deref()).or(office.email.as_deref());
        let phone = facts.and_then(|facts| facts.phone.as_deref()).or(office.phone.as_deref());
        Self {
            frame,
            public_url,
            facts: facts.map(|facts| Facts::new(facts, frame)),
            email,
            phone: phone.map(|phone| (phone_link(phone), phone)),
        }
    }
}

/// The facts of the statement in one language.
struct Facts<'a> {
    said: &'a Accessibility,
    language: Language,
    status: &'a str,
    shortcomings: Vec<&'a str>,
    auditor: String,
    contact: &'a str,
    architecture: Vec<&'a str>,
    apps: &'a [MobileApp],
}

impl<'a> Facts<'a> {
    fn new(facts: &'a Accessibility, frame: &'a Frame<'a>) -> Self {
        let (language, l) = (frame.language, frame.legal);
        Self {
            said: facts,
            language,
            status: match facts.status {
                Conformity::Full => l.a11y_full,
                Conformity::Partial => l.a11y_partial,
                Conformity::None => l.a11y_none,
            },
            shortcomings: facts.shortcomings.iter().map(|text| text.get(language).as_str()).collect(),
            auditor: match &facts.auditor {
                Some(auditor) => fill(l.a11y_audited, &[("auditor", auditor)]),
                None => l.a11y_self.to_owned(),
            },
            contact: &facts.contact,
            architecture: facts.architecture.iter().map(|text| text.get(language).as_str()).collect(),
            apps: &facts.apps,
        }
    }

    fn published(&self, id: &str) -> String {
        self.time(id, self.said.published)
    }

    fn updated(&self, id: &str) -> String {
        self.time(id, self.said.updated)
    }

    fn prepared(&self, id: &str) -> String {
        self.time(id, self.said.prepared)
    }

    fn reviewed(&self, id: &str) -> Option<String> {
        self.said.reviewed.map(|date| self.time(id, date))
    }

    /// A date for people, and for the programs that look for the statement's dates.
    fn time(&self, id: &str, date: NaiveDate) -> String {
        format!("<time id=\"{id}\" datetime=\"{date}\">{}</time>", words::day(mail::Texts::of(self.language), date))
    }
}
