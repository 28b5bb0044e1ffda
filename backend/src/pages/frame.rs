//! What surrounds every page: head and foot, with the office's name, help and links.

use askama::Template;
use shared::Language;
use shared::office::Office;
use shared::texts::{legal, page};

/// What every template reaches.
pub(super) struct Frame<'a> {
    pub(super) language: Language,
    pub(super) languages: &'static [Language],
    pub(super) texts: &'static page::Texts,
    pub(super) legal: &'static legal::Texts,
    pub(super) office: &'a Office,
    /// Whose page it is.
    pub(super) site: &'a str,
    /// Whether the language can be changed by a link. The address of a visit would lose its secret part by one.
    pub(super) switchable: bool,
    /// The office's telephone as a link; empty if it has none.
    pub(super) phone_link: String,
}

impl<'a> Frame<'a> {
    /// The frame of this office's pages in a language.
    pub(super) fn new(office: &'a Office, language: Language, switchable: bool) -> Self {
        Self {
            switchable,
            language,
            languages: &Language::ALL,
            texts: page::Texts::of(language),
            legal: legal::Texts::of(language),
            office,
            site: office.brand_name.as_ref().unwrap_or(&office.name),
            phone_link: office.phone.as_deref().map(phone_link).unwrap_or_default(),
        }
    }

    /// Whether this is the language of what is binding.
    pub(super) fn is_polish(&self) -> bool {
        self.language == Language::Pl
    }

    /// Ways of help that are pages of others, in the same order everywhere.
    pub(super) fn help_links(&self) -> Vec<(&str, &str)> {
        let Self { texts, office, .. } = self;
        [
            (&office.map_url, texts.map_link),
            (&office.website, texts.website_label),
            (&office.sign_language_url, texts.sign_language),
            (&office.easy_to_read_url, texts.easy_to_read),
        ]
        .into_iter()
        .filter_map(|(url, text)| Some((url.as_deref()?, text)))
        .collect()
    }

    /// A link that leaves the page.
    pub(super) fn leaving(&self, href: &str, text: &str) -> String {
        Leaving { href, text, new_tab: self.texts.new_tab }.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "page/leaving.html")]
struct Leaving<'a> {
    href: &'a str,
    text: &'a str,
    new_tab: &'a str,
}

/// What dials a number.
pub(super) fn phone_link(phone: &str) -> String {
    let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{number}")
}
