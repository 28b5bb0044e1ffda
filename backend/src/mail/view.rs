//! A letter put into words: every sentence that its text and its HTML part show, each part in its own form.

use super::{Letter, LetterKind, words};
use chrono::Duration;
use shared::kiosk::BOOKED_BUTTON;
use shared::texts::{fill, mail::Texts};

/// What both parts of a letter show.
pub(super) struct View<'a> {
    /// The language's code, for the markup.
    pub(super) language: &'static str,
    pub(super) texts: &'static Texts,
    pub(super) subject: String,
    pub(super) heading: &'static str,
    pub(super) intro: &'static str,
    pub(super) office: &'a str,
    pub(super) address: &'a str,
    pub(super) phone: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) service: &'a str,
    pub(super) date: String,
    pub(super) time: String,
    pub(super) footer: String,
    pub(super) privacy_link: String,
    /// Where to book anew.
    pub(super) home_link: String,
    /// What only a visit that will take place has.
    pub(super) upcoming: Option<Upcoming<'a>>,
}

/// How to come to the visit, and how not to.
pub(super) struct Upcoming<'a> {
    /// In threes, held together by no-break spaces.
    pub(super) code: String,
    /// What a reader hears or sees in place of its picture.
    pub(super) qr_alt: String,
    /// That the code is the old one, after a move.
    pub(super) code_note: Option<&'static str>,
    pub(super) details_link: Option<&'a str>,
    /// From when on there is a ticket.
    pub(super) tickets_from: String,
    /// What to do at the kiosk, before and after what its button is called.
    pub(super) at_button: (&'static str, &'static str),
    pub(super) late_rule: String,
    pub(super) manage_link: &'a str,
    /// What can be done there: a reminder asks to give up a visit that nobody comes to.
    pub(super) manage_text: &'static str,
    pub(super) manage_until: String,
}

impl<'a> View<'a> {
    pub(super) fn of(letter: &Letter<'a>) -> Self {
        let texts = Texts::of(letter.language);
        let (subject, heading, intro) = match letter.kind {
            LetterKind::Confirmation => {
                (texts.confirmation_subject, texts.confirmation_heading, texts.confirmation_intro)
            }
            LetterKind::Moved => (texts.moved_subject, texts.moved_heading, texts.moved_intro),
            LetterKind::Cancelled => (texts.cancelled_subject, texts.cancelled_heading, texts.cancelled_intro),
            LetterKind::Reminder => (texts.reminder_subject, texts.reminder_heading, texts.reminder_intro),
        };
        let date = words::date(texts, letter.starts_at);
        let time = words::time(letter.starts_at);
        let office = letter.office.name.get(letter.language);
        Self {
            language: letter.language.code(),
            texts,
            subject: fill(subject, &[("date", &date), ("time", &time)]),
            heading,
            intro,
            office,
            address: letter.office.address.get(letter.language),
            phone: letter.office.phone.as_deref(),
            email: letter.office.email.as_deref(),
            service: letter.service.name.get(letter.language),
            date,
            time,
            footer: fill(texts.footer, &[("office", office)]),
            privacy_link: format!("{}/prywatnosc?lang={}", letter.public_url, letter.language),
            home_link: format!("{}/", letter.public_url),
            upcoming: (letter.kind != LetterKind::Cancelled).then(|| Upcoming::of(letter, texts)),
        }
    }
}

impl View<'_> {
    /// What the kiosk's button is called, in Polish whatever the letter's language.
    #[expect(clippy::unused_self, reason = "templates reach what they are given")]
    pub(super) const fn button(&self) -> &'static str {
        BOOKED_BUTTON
    }

    pub(super) const fn has_contact(&self) -> bool {
        self.phone.is_some() || self.email.is_some()
    }

    /// The telephone number as a `tel:` link has it.
    pub(super) fn dialled(&self) -> String {
        self.phone.unwrap_or_default().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

impl<'a> Upcoming<'a> {
    fn of(letter: &Letter<'a>, texts: &'static Texts) -> Self {
        let rules = &letter.office.rules;
        let minutes =
            |text: &shared::plural::Plural, n: u32| fill(text.form(letter.language, n), &[("n", &n.to_string())]);
        let until = letter.starts_at - Duration::minutes(rules.change_until_minutes.into());
        let is_changeable = letter.created_at < until;
        Self {
            code: letter.code.to_string().replace(' ', "\u{a0}"),
            qr_alt: fill(texts.qr_alt, &[("code", &letter.code.to_string())]),
            code_note: (letter.kind == LetterKind::Moved).then_some(texts.moved_old_code),
            details_link: letter.service.details_url.as_deref(),
            tickets_from: minutes(&texts.kiosk_1, rules.ticket_opens_minutes),
            at_button: texts.kiosk_2.split_once("{button}").unwrap_or_default(),
            late_rule: minutes(&texts.kiosk_late, rules.ticket_closes_minutes),
            manage_link: letter.manage_link,
            manage_text: match letter.kind {
                LetterKind::Reminder if is_changeable => texts.reminder_manage,
                _ => texts.manage_text,
            },
            manage_until: if is_changeable {
                fill(texts.manage_until, &[("when", &words::date_time(texts, until))])
            } else {
                texts.manage_late.to_owned()
            },
        }
    }
}
