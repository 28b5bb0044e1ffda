//! The choice of the page's language.

use crate::browser::focus;
use crate::i18n::{self, Texts, speech};
use leptos::prelude::*;
use shared::Language;

/// One button for each language.
#[component]
pub(crate) fn LanguageMenu(chosen: RwSignal<Language>) -> impl IntoView {
    let speech = speech();
    let items = Language::ALL.map(|language| {
        let id = format!("language-{language}");
        let choose = {
            let id = id.clone();
            move |_| {
                i18n::save(language);
                chosen.set(language);
                // The page is drawn anew, and with it this button.
                focus::soon(&id);
            }
        };
        let current = (language == speech.language).then_some("true");
        view! {
            <li>
                <button type="button" class="language" id=id lang=language.code() aria-current=current on:click=choose>
                    {Texts::of(language).language_name}
                </button>
            </li>
        }
    });
    view! {
        <nav class="languages" aria-label=speech.texts.language_label>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}
