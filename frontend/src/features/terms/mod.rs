//! The terms on a page of their own, to be read, linked and printed.

use super::office::use_catalogue;
use crate::components::frame::Band;
use crate::components::link::Link;
use crate::components::notice::{LoadFailed, Skeleton};
use crate::format;
use crate::i18n::{Speech, speech};
use crate::routes;
use leptos::prelude::*;
use shared::Language;
use shared::terms::Terms;
use shared::texts::fill;

/// The page `/regulamin`.
#[component]
pub(crate) fn TermsPage() -> impl IntoView {
    let speech = speech();
    let terms = use_catalogue().map(|catalogue| catalogue.terms);
    let content = move || match terms.and_then(|terms| terms.get()) {
        None => view! { <Skeleton kind="text" /> }.into_any(),
        Some(Err(failure)) => {
            let on_retry = Callback::new(move |()| {
                if let Some(terms) = terms {
                    terms.refetch();
                }
            });
            view! { <LoadFailed failure on_retry /> }.into_any()
        }
        Some(Ok(terms)) => {
            let since = version_line(speech, &terms);
            view! {
                <p class="quiet">{since}</p>
                <TermsText terms />
            }
            .into_any()
        }
    };
    view! {
        <Band title=speech.texts.terms_heading />
        <div class="wrap sheet prose">
            {content}
            <p>
                <Link href=routes::BOOKING class="button primary">{speech.texts.missing_back}</Link>
            </p>
        </div>
    }
}

fn version_line(speech: Speech, terms: &Terms) -> String {
    let since = format::full_date(speech, terms.published_at.naive_local().date());
    fill(speech.texts.terms_version, &[("version", &terms.version), ("date", &since)])
}

/// The text itself. The server cleaned it to a fixed list of elements when the office imported it.
#[component]
pub(crate) fn TermsText(terms: Terms) -> impl IntoView {
    let speech = speech();
    let translated = speech.language != Language::Pl;
    view! {
        {translated.then(|| view! { <p class="quiet">{speech.texts.binding_pl}</p> })}
        <div class="terms-text" lang=terms.language.code() inner_html=terms.html></div>
    }
    .into_any()
}
