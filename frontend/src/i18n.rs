//! Which language the page speaks, and its texts, which are loaded one language at a time.

use crate::browser::storage::Keep;
use crate::browser::{shell, texts};
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
    /// The page in `language`, whose texts are loaded.
    pub(crate) fn of(language: Language) -> Self {
        Self { language, texts: Texts::of(language) }
    }

    /// "5 wolnych godzin": the text in the form that `n` asks for, with the number in it.
    pub(crate) fn count(self, text: &shared::plural::Plural, n: u32) -> String {
        fill(text.form(self.language, n), &[("n", &n.to_string())])
    }
}

/// Loads the texts that the page opens with. `false`: they did not come, so there is nothing to show.
pub(crate) async fn begin() -> bool {
    load(first()).await.is_some()
}

/// The language in which the page opens; it is kept for the next visit if the address asked for it.
pub(crate) fn initial(query: &str) -> Language {
    let language = first();
    if query_language(query) == Some(language) {
        save(language);
    }
    language
}

/// Changes to `language`, and keeps the choice for the next visit. `done` comes after the page was drawn anew.
pub(crate) fn choose(language: Language, chosen: RwSignal<Language>, done: impl FnOnce() + 'static) {
    leptos::task::spawn_local(async move {
        if load(language).await.is_some() {
            save(language);
            chosen.set(language);
            done();
        } else {
            shell::tell_failure();
        }
    });
}

/// What the loader found: the language in the address, else the saved one, else the first of the browser's that we speak,
/// else Polish.
fn first() -> Language {
    Language::from_tag(&texts::first()).unwrap_or_default()
}

async fn load(language: Language) -> Option<()> {
    page_texts(language, texts::of(language.code()).await?)
}

#[cfg(target_arch = "wasm32")]
fn page_texts(language: Language, file: String) -> Option<()> {
    shared::texts::bundle::page::load(language, file)
}

/// Natively, where the unit tests run, the texts are part of the program.
#[cfg(not(target_arch = "wasm32"))]
fn page_texts(_: Language, _: String) -> Option<()> {
    Some(())
}

/// Keeps the choice for the next visit.
fn save(language: Language) {
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

#[cfg(test)]
mod tests;
