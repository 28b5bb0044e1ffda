//! The kiosk's texts. All four languages are part of the program: a resident changes the language without waiting.

use chrono::{NaiveTime, Timelike};
use shared::Language;
use shared::plural::Plural;
use shared::texts::{fill, kiosk};

/// The language of what is on the screen.
#[derive(Clone, Copy)]
pub(crate) struct Speech {
    /// The language itself.
    pub(crate) language: Language,
    /// Its texts.
    pub(crate) texts: &'static kiosk::Texts,
}

impl Speech {
    /// The kiosk in `language`.
    pub(crate) const fn of(language: Language) -> Self {
        Self { language, texts: kiosk::Texts::of(language) }
    }

    /// The text in the form that `n` asks for, with the number in it.
    pub(crate) fn count(self, text: &Plural, n: u32) -> String {
        fill(text.form(self.language, n), &[("n", &n.to_string())])
    }
}

/// 9:20, as the office writes it.
pub(crate) fn clock(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}
