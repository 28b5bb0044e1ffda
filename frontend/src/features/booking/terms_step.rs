//! Step 5: the terms, to be read in place and accepted.

use super::hold;
use super::refusal::Field;
use crate::components::link::leaving_link;
use crate::components::loading;
use crate::components::step::{field_error, step};
use crate::features::terms;
use crate::markup::{El, el, styled, together};
use crate::page::page;
use crate::routes;
use leptos::prelude::*;
use shared::terms::Terms;

/// The terms and the checkbox; without acceptance, how else to get a ticket.
pub(crate) fn terms_step() -> El {
    let page = page();
    step("5", "terms-heading", page.texts().terms_heading).child(hold::panel()).child(loading::shown(
        page.catalogue.terms,
        "field",
        |terms| acceptance(&terms),
    ))
}

fn acceptance(terms: &Terms) -> AnyView {
    let texts = page().texts();
    let state = page().booking;
    let version = terms.version.clone();
    let is_accepted = {
        let version = version.clone();
        Memo::new(move |_| state.draft.with(|draft| draft.accepted.as_ref() == Some(&version)))
    };
    let change = move |event| {
        let accepted = event_target_checked(&event).then(|| version.clone());
        state.mend(Field::Terms);
        state.type_in(|draft| draft.accepted = accepted);
    };
    let text = styled("div", "terms-scroll")
        .attrs(&[("tabindex", "0"), ("role", "group"), ("aria-label", texts.terms_heading)])
        .child(terms::text(terms));
    let reading = styled("details", "terms")
        .child(el("summary").text(texts.terms_read))
        .child(text)
        .child(el("p").child(leaving_link(&routes::written(routes::TERMS, page().speech.language), texts.terms_open)));
    let checkbox = el("input")
        .attrs(&[
            ("id", Field::Terms.id()),
            ("type", "checkbox"),
            ("aria-describedby", &format!("{} terms-no", Field::Terms.message_id())),
        ])
        .flag("aria-invalid", move || state.is_faulty(Field::Terms))
        .switch_of("checked", move || is_accepted.get())
        .on("change", change);
    let without = styled("p", "hint")
        .id("terms-no")
        .text_of(move || if is_accepted.get() { "" } else { texts.terms_no }.to_owned());
    together(vec![
        reading.into(),
        field_error(Field::Terms),
        styled("label", "check").child(checkbox).child(el("span").text(texts.terms_label)).into(),
        without.into(),
    ])
}
