//! The choice of the page's language.

use crate::browser::focus;
use crate::i18n;
use crate::markup::{El, button, el, styled};
use crate::page::page;
use leptos::prelude::*;
use shared::Language;

/// One button for each language, in its own words.
pub(crate) fn language_menu(chosen: RwSignal<Language>) -> El {
    let speech = page().speech;
    let items = Language::ALL.map(|language| {
        let id = format!("language-{language}");
        let target = id.clone();
        let choose = move || {
            let target = target.clone();
            // The page is drawn anew, and with it this button.
            i18n::choose(language, chosen, move || focus::soon(&target));
        };
        let mut choice =
            button("language", choose).attrs(&[("id", &id), ("lang", language.code())]).text(language.name());
        if language == speech.language {
            choice = choice.attr("aria-current", "true");
        }
        el("li").child(choice)
    });
    styled("nav", "languages").attr("aria-label", speech.texts.language_label).child(el("ul").children(items))
}
