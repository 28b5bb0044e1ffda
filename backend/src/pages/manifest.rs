//! What the page is called once it is installed on a device: the office's own name for it, in the reader's language.

use super::theme;
use crate::domain::plan::Office;
use serde_json::{Map, Value};
use shared::Language;
use shared::texts::{fill, legal, page};

/// The page's `manifest.webmanifest` with the words and the colour of `office`; none if it is not a manifest.
pub(super) fn fill_in(file: &str, office: &Office, language: Language) -> Option<String> {
    let mut manifest: Map<String, Value> = serde_json::from_str(file).ok()?;
    let (texts, legal) = (page::Texts::of(language), legal::Texts::of(language));
    let brand = office.profile.brand_name.as_ref().unwrap_or(&office.name);
    let [theme, _] = theme(office);
    for (member, value) in [
        ("name", fill(texts.title_of, &[("page", texts.app_title), ("site", brand.get(language))])),
        ("short_name", legal.app_short.to_owned()),
        ("description", texts.description.to_owned()),
        ("lang", language.to_string()),
        ("theme_color", theme),
    ] {
        manifest.insert(member.to_owned(), value.into());
    }
    serde_json::to_string(&manifest).ok()
}
