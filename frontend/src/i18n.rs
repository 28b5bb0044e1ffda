//! Which language the page speaks, and its texts.

use crate::browser::storage::Keep;
use leptos::prelude::*;
use shared::Language;
use shared::texts::{fill, page};

/// The texts of the page in one language.
pub(crate) type Texts = page::Texts;

const SAVED: &str = "wizyta.language";

/// The language of what is on the screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speech {
    /// The language itself.
    pub(crate) language: Language,
    /// Its texts.
    pub(crate) texts: &'static Texts,
}

impl Speech {
    /// The page in `language`.
    pub(crate) const fn of(language: Language) -> Self {
        Self { language, texts: Texts::of(language) }
    }

    /// "5 wolnych godzin": the text in the form that `n` asks for, with the number in it.
    pub(crate) fn count(self, text: &shared::plural::Plural, n: u32) -> String {
        fill(text.form(self.language, n), &[("n", &n.to_string())])
    }
}

/// The language that is chosen when the page opens: the one in the address, else the saved one, else the first of the
/// browser's that we speak, else Polish.
pub(crate) fn initial(query: &str) -> Language {
    let asked = query_language(query);
    if let Some(language) = asked {
        save(language);
    }
    asked.or_else(|| Language::from_tag(&Keep::Device.read(SAVED)?)).or_else(browser_language).unwrap_or_default()
}

/// Keeps the choice for the next visit.
pub(crate) fn save(language: Language) {
    Keep::Device.write(SAVED, language.code());
}

/// The query without the language that it asks for, if it does: asked once, it is saved, and would undo a later choice at
/// each reload.
pub(crate) fn without_language(query: &str) -> Option<String> {
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    let rest = rest.join("&");
    (rest != query).then_some(rest)
}

fn query_language(query: &str) -> Option<Language> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::from_tag)
}

fn browser_language() -> Option<Language> {
    let tags = window().navigator().languages();
    tags.iter().filter_map(|tag| tag.as_string()).find_map(|tag| Language::from_tag(&tag))
}

#[cfg(test)]
mod tests;
