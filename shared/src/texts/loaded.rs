//! Texts that a program in the browser has loaded.

use crate::Language;
use std::sync::OnceLock;

/// A section's texts in the languages that were loaded.
pub(super) struct Loaded<T>([OnceLock<T>; Language::ALL.len()]);

impl<T> Loaded<T> {
    /// No language yet.
    pub(super) const fn none() -> Self {
        Self([const { OnceLock::new() }; Language::ALL.len()])
    }

    /// Whether the texts in `language` are there.
    pub(super) fn has(&self, language: Language) -> bool {
        self.0.get(language as usize).and_then(OnceLock::get).is_some()
    }

    /// Keeps the texts in `language`; those that are there stay.
    pub(super) fn keep(&self, language: Language, texts: T) {
        if let Some(place) = self.0.get(language as usize) {
            let _ = place.set(texts);
        }
    }

    /// The texts in `language`, else in any: words in another language are better than none.
    #[expect(
        clippy::expect_used,
        reason = "a program that draws before it has any words is not finished being written"
    )]
    pub(super) fn of(&self, language: Language) -> &T {
        let wanted = self.0.get(language as usize).and_then(OnceLock::get);
        wanted.or_else(|| self.0.iter().find_map(OnceLock::get)).expect("a bundle is loaded first")
    }
}
