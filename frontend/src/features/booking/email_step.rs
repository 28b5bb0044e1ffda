//! Step 2: where the confirmation and the code go.

use super::refusal::Field;
use super::{hold, typo};
use crate::browser::focus;
use crate::components::email::{self, EmailField};
use crate::components::step::{field_error, step};
use crate::markup::{El, button, el, live, styled};
use crate::page::page;
use leptos::prelude::*;
use shared::texts::fill;

/// The field, with a question about a likely slip.
pub(crate) fn email_step() -> El {
    let texts = page().texts();
    let state = page().booking;
    let typing = RwSignal::new(false);
    let question = live(move || {
        if typing.get() {
            return None;
        }
        let email = state.draft.with(|draft| typo::suggestion(&draft.email))?;
        let asked = fill(texts.email_typo, &[("email", &email)]);
        let correct = move || {
            state.type_in(|draft| draft.email.clone_from(&email));
            focus::now(Field::Email.id());
        };
        let button = button("button quiet", correct).text(texts.email_typo_use);
        Some(styled("p", "suggestion").text(&asked).text(" ").child(button))
    });
    let field = EmailField {
        id: Field::Email.id(),
        hint: texts.email_hint,
        error: field_error(Field::Email),
        error_id: Field::Email.message_id(),
        invalid: move || state.is_faulty(Field::Email),
        value: move || state.draft.with(|draft| draft.email.clone()),
        typed: move |typed: String, left: bool| {
            typing.set(!left);
            let mended = email::fault(texts, &typed).is_none();
            state.type_in(|draft| draft.email = typed);
            if mended {
                state.mend(Field::Email);
            }
            if left {
                hold::keep(state);
            }
        },
    };
    field
        .add_to(step("2", "email-heading", texts.email_heading))
        .child(el("div").attr("role", "status").child(question))
}
