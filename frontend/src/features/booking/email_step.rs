//! Step 2: where the confirmation and the code go.

use super::refusal::Field;
use super::state::use_booking;
use super::typo;
use crate::components::step::{FieldError, Step};
use crate::i18n::speech;
use leptos::prelude::*;
use shared::texts::fill;

/// The field, with a question about a likely slip.
#[component]
pub(crate) fn EmailStep() -> impl IntoView {
    let texts = speech().texts;
    let state = use_booking();
    let left = RwSignal::new(true);
    let suggestion =
        Memo::new(move |_| left.get().then(|| state.draft.with(|draft| typo::suggestion(&draft.email))).flatten());
    let question = move || {
        suggestion.get().map(|email| {
            let asked = fill(texts.email_typo, &[("email", &email)]);
            let correct = move |_| {
                let email = email.clone();
                state.type_in(|draft| draft.email = email);
                crate::browser::focus::now(Field::Email.id());
            };
            view! {
                <p class="suggestion">
                    {asked} " " <button type="button" class="button quiet" on:click=correct>{texts.email_typo_use}</button>
                </p>
            }
        })
    };
    view! {
        <Step number=2 id="email-heading" heading=texts.email_heading>
            <label for=Field::Email.id()>{texts.email_label}</label>
            <p class="hint" id="email-hint">{texts.email_hint}</p>
            <FieldError id=Field::Email.message_id() message=state.message_at(Field::Email) />
            <input
                id=Field::Email.id()
                class="text-field"
                name="email"
                type="email"
                inputmode="email"
                autocomplete="email"
                spellcheck="false"
                autocapitalize="none"
                maxlength="254"
                aria-invalid=move || state.is_faulty(Field::Email).then_some("true")
                aria-describedby=format!("{} email-hint", Field::Email.message_id())
                prop:value=move || state.draft.with(|draft| draft.email.clone())
                on:input:target=move |event| {
                    left.set(false);
                    state.type_in(|draft| draft.email = event.target().value());
                }
                on:change=move |_| left.set(true)
            />
            <div role="status">{question}</div>
        </Step>
    }
}
