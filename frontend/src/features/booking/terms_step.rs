//! Step 5: the terms, to be read in place and accepted.

use super::refusal::Field;
use super::state::use_booking;
use crate::components::link::LeavingLink;
use crate::components::notice::{LoadFailed, Skeleton};
use crate::components::step::{FieldError, Step};
use crate::features::office::use_catalogue;
use crate::features::terms::TermsText;
use crate::i18n::speech;
use crate::routes;
use leptos::prelude::*;
use shared::terms::Terms;

/// The terms and the checkbox; without acceptance, how else to get a ticket.
#[component]
pub(crate) fn TermsStep() -> impl IntoView {
    let texts = speech().texts;
    let terms = use_catalogue().map(|catalogue| catalogue.terms);
    let content = move || match terms.and_then(|terms| terms.get()) {
        None => view! { <Skeleton kind="field" /> }.into_any(),
        Some(Err(failure)) => {
            let on_retry = Callback::new(move |()| {
                if let Some(terms) = terms {
                    terms.refetch();
                }
            });
            view! { <LoadFailed failure on_retry /> }.into_any()
        }
        Some(Ok(terms)) => view! { <Acceptance terms /> }.into_any(),
    };
    view! { <Step number=5 id="terms-heading" heading=texts.terms_heading>{content}</Step> }
}

#[component]
fn Acceptance(terms: Terms) -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let version = terms.version.clone();
    let accepted = {
        let version = version.clone();
        Memo::new(move |_| state.draft.with(|draft| draft.accepted.as_ref() == Some(&version)))
    };
    let on_change = move |event| {
        let accepted = event_target_checked(&event).then(|| version.clone());
        state.refusal.set(None);
        state.type_in(|draft| draft.accepted = accepted);
    };
    view! {
        <details class="terms">
            <summary>{texts.terms_read}</summary>
            <div class="terms-scroll" tabindex="0" role="region" aria-label=texts.terms_heading>
                <TermsText terms />
            </div>
            <p><LeavingLink href=routes::TERMS.to_owned() text=texts.terms_open /></p>
        </details>
        <FieldError id=Field::Terms.message_id() message=state.message_at(Field::Terms) />
        <label class="check">
            <input
                id=Field::Terms.id()
                type="checkbox"
                aria-invalid=move || state.is_faulty(Field::Terms).then_some("true")
                aria-describedby=format!("{} terms-no", Field::Terms.message_id())
                prop:checked=accepted
                on:change=on_change
            />
            <span>{texts.terms_label}</span>
        </label>
        <p class="hint" id="terms-no">{move || (!accepted.get()).then_some(texts.terms_no)}</p>
    }
    .into_any()
}
