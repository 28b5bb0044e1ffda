//! Where the code is, and what to do if it has not come.

use super::page::LoadedVisit;
use super::visit::{self, HandOver};
use crate::api::{self, Failure};
use crate::browser::focus;
use crate::components::icon::{Icon, Shape};
use crate::components::notice::{Alert, Done};
use crate::components::step::FieldError;
use crate::i18n::{Texts, speech};
use leptos::prelude::*;
use shared::EmailAddress;
use shared::booking::{MailStatus, ResendRequest};
use shared::texts::fill;
use uuid::Uuid;

const FIELD: &str = "new-email";
const FIELD_ERROR: &str = "new-email-error";

/// The state of the confirmation, sending it again, and correcting the address.
#[component]
pub(crate) fn Mail(id: Uuid, status: MailStatus, sentence: String, visit: LoadedVisit) -> impl IntoView {
    let speech = speech();
    let texts = speech.texts;
    let hand_over = use_context::<HandOver>();
    let correcting = RwSignal::new(false);
    let send = Action::new_unsync(move |email: &Option<String>| {
        let request = ResendRequest { email: email.clone() };
        async move {
            let token = visit::token(id).ok_or(Failure::Broken)?;
            let booking = api::client(speech.language).resend(id, &token, &request).await?;
            if let Some(hand_over) = hand_over.filter(|_| request.email.is_some()) {
                hand_over.give(booking);
                visit.refetch();
            }
            Ok::<(), Failure>(())
        }
    });
    let failed = status == MailStatus::Failed;
    let outcome = move || match send.value().get()? {
        Ok(()) => Some(view! { <Done><p>{texts.resend_done}</p></Done> }.into_any()),
        Err(failure) => Some(view! { <Alert><p>{failure.message(texts)}</p></Alert> }.into_any()),
    };
    let open = move |_| {
        correcting.update(|open| *open = !*open);
        focus::soon(FIELD);
    };
    view! {
        <section class="sheet mail" class:failed=failed aria-labelledby="code-heading">
            <h2 id="code-heading">
                <Icon shape=if failed { Shape::Warning } else { Shape::Mail } />
                {texts.code_label}
            </h2>
            <p role="status">{sentence}</p>
            <p class="hint">{texts.mail_missing}</p>
            {outcome}
            <div class="mail-actions">
                <button
                    type="button"
                    class="button"
                    aria-busy=move || send.pending().get().to_string()
                    on:click=move |_| {
                        if !send.pending().get_untracked() {
                            send.dispatch(None);
                        }
                    }
                >
                    {texts.resend}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    aria-expanded=move || correcting.get().to_string()
                    on:click=open
                >
                    {texts.fix_mail}
                </button>
            </div>
            {move || correcting.get().then(|| view! { <Correction send /> })}
        </section>
    }
    .into_any()
}

/// Where the code is: sent, on its way, or not delivered.
pub(crate) fn whereabouts(texts: &Texts, status: MailStatus, address: &str) -> String {
    let sentence = match status {
        MailStatus::Sent => texts.code_in_mail,
        MailStatus::Queued => texts.code_on_way,
        MailStatus::Failed => texts.code_not_sent,
    };
    fill(sentence, &[("email", address)])
}

/// The form for another address.
#[component]
fn Correction(send: Action<Option<String>, Result<(), Failure>>) -> impl IntoView {
    let texts = speech().texts;
    let typed = RwSignal::new(String::new());
    let message = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let email = typed.get_untracked();
        if let Some(email) = EmailAddress::parse(&email) {
            message.set(None);
            send.dispatch(Some(email.as_str().to_owned()));
        } else {
            let words = if email.trim().is_empty() { texts.err_email_empty } else { texts.err_email_form };
            message.set(Some(words.to_owned()));
            focus::now(FIELD);
        }
    };
    view! {
        <form class="correction" novalidate on:submit=submit>
            <label for=FIELD>{texts.email_label}</label>
            <p class="hint" id="new-email-hint">{texts.fix_mail_hint}</p>
            <FieldError id=FIELD_ERROR message />
            <input
                id=FIELD
                class="text-field"
                type="email"
                inputmode="email"
                autocomplete="email"
                spellcheck="false"
                autocapitalize="none"
                maxlength="254"
                aria-invalid=move || message.with(Option::is_some).then_some("true")
                aria-describedby=format!("{FIELD_ERROR} new-email-hint")
                prop:value=typed
                on:input:target=move |event| typed.set(event.target().value())
            />
            <button type="submit" class="button primary" aria-busy=move || send.pending().get().to_string()>
                {texts.fix_mail_send}
            </button>
        </form>
    }
    .into_any()
}
