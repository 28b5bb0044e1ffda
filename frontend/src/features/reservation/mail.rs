//! Where the code is, and what to do if it has not come.

use super::seen::Seen;
use super::visit;
use crate::api::{self, Deed, Failure};
use crate::browser::{focus, random};
use crate::components::email::{self, EmailField};
use crate::components::icon::{Shape, icon};
use crate::components::notice;
use crate::components::step::error_line;
use crate::i18n::Texts;
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use leptos::prelude::*;
use shared::booking::{MailStatus, ResendRequest};
use shared::texts::fill;
use uuid::Uuid;

const FIELD: &str = "new-email";
const FIELD_ERROR: &str = "new-email-error";
const CORRECT: &str = "correct-email";

/// The state of the confirmation, sending it again, and correcting the address.
pub(crate) fn mail(id: Uuid, visit: Seen) -> El {
    let page = page();
    let texts = page.texts();
    let correcting = RwSignal::new(false);
    let corrected = RwSignal::new(None::<String>);
    let last = StoredValue::new(None);
    let send = Deed::new(move || async move {
        let token = visit::token(id).ok_or(Failure::Broken)?;
        let request = ResendRequest { email: corrected.get_untracked() };
        let key = key_for(last, &request);
        let booking = api::client(page.speech.language).resend(id, &token, &request, &key).await?;
        last.set_value(None);
        if request.email.is_some() {
            page.hand_over.give(booking);
            visit.reload();
            correcting.set(false);
            focus::soon(CORRECT);
        }
        Ok(())
    });
    let outcome = live(move || {
        Some(match send.outcome()? {
            Ok(()) => notice::done(texts.resend_done),
            Err(failure) => notice::alert(&failure.message(texts)),
        })
    });
    let again = move || {
        corrected.set(None);
        send.start();
    };
    let open = move || {
        correcting.update(|open| *open = !*open);
        focus::soon(FIELD);
    };
    let resend = button("button", again).flag("aria-busy", move || send.pending()).text(texts.resend);
    let correct =
        button("button quiet", open).id(CORRECT).truth("aria-expanded", move || correcting.get()).text(texts.fix_mail);
    let failed = move || visit.booking().is_some_and(|booking| booking.confirmation_email == MailStatus::Failed);
    styled("section", "sheet mail")
        .attr("aria-labelledby", "code-heading")
        .flag("data-failed", failed)
        .child(el("h2").id("code-heading").child(icon(Shape::Mail)).text(texts.code_label))
        .child(el("p").attr("role", "status").text_of(move || whereabouts(texts, visit)))
        .child(styled("p", "hint").text(texts.mail_missing))
        .child(for_paper(texts))
        .child(outcome)
        .child(styled("div", "mail-actions").child(resend).child(correct))
        .child(live(move || correcting.get().then(|| correction(send, corrected))))
}

/// The idempotency key of `request`: that of the last one if that asked the same and brought no answer. A correction ends
/// the token's life, so that only its repetition brings the new one.
fn key_for(last: StoredValue<Option<(ResendRequest, String)>>, request: &ResendRequest) -> String {
    let kept = last.with_value(|last| last.as_ref().filter(|(asked, _)| asked == request).map(|(_, key)| key.clone()));
    kept.unwrap_or_else(|| {
        let key = random::uuid().to_string();
        last.set_value(Some((request.clone(), key.clone())));
        key
    })
}

/// Where the code is: sent, on its way, or not delivered.
fn whereabouts(texts: &Texts, visit: Seen) -> String {
    let Some(booking) = visit.booking() else { return String::new() };
    let sentence = match booking.confirmation_email {
        MailStatus::Sent => texts.code_in_mail,
        MailStatus::Queued | MailStatus::NotWritten => texts.code_on_way,
        MailStatus::Failed => texts.code_not_sent,
    };
    fill(sentence, &[("email", &booking.email)])
}

/// On paper, where the letter is not at hand: a place to write the code in, in threes as the letter has it.
fn for_paper(texts: &Texts) -> El {
    let boxes = (0..9).map(|_| el("i"));
    styled("div", "for-paper")
        .attr("aria-hidden", "true")
        .child(el("p").text(texts.code_paper))
        .child(styled("p", "code-boxes").children(boxes))
}

/// The form for another address.
fn correction(send: Deed, corrected: RwSignal<Option<String>>) -> El {
    let texts = page().texts();
    let typed = RwSignal::new(None::<String>);
    let message = RwSignal::new(None::<&str>);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let email = typed.get_untracked().unwrap_or_default();
        let fault = email::fault(texts, &email);
        message.set(fault);
        if fault.is_some() {
            focus::now(FIELD);
        } else {
            corrected.set(Some(email.trim().to_owned()));
            send.start();
        }
    };
    let field = EmailField {
        id: FIELD,
        hint: texts.fix_mail_hint,
        error: live(move || message.get().map(|message| error_line(FIELD_ERROR, message))),
        error_id: FIELD_ERROR,
        invalid: move || message.with(Option::is_some),
        value: move || typed.get().unwrap_or_default(),
        typed: move |email, _| typed.set(Some(email)),
    };
    let button = styled("button", "button primary")
        .attr("type", "submit")
        .flag("aria-busy", move || send.pending())
        .text(texts.fix_mail_send);
    field.add_to(styled("form", "correction").attr("novalidate", "").on("submit", submit)).child(button)
}
