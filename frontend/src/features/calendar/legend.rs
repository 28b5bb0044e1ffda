//! What the calendar's signs mean; always in view, since colour is never the only sign.

use crate::i18n::speech;
use leptos::prelude::*;

/// The four signs with their meaning.
#[component]
pub(crate) fn Legend() -> impl IntoView {
    let texts = speech().texts;
    let rows = [
        ("free", texts.state_free),
        ("full", texts.state_full),
        ("unreleased", texts.state_unreleased),
        ("closed", texts.state_closed),
    ]
    .map(|(class, meaning)| {
        view! {
            <li>
                <span class=format!("day {class}") aria-hidden="true">
                    <span class="sign">"7"</span>
                </span>
                {meaning}
            </li>
        }
    });
    view! {
        <ul class="legend" aria-label=texts.legend_label>
            {rows}
        </ul>
    }
}
