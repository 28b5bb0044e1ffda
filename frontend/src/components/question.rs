//! A deed that is done for good: a button, then a question in its place.

use crate::api::Deed;
use crate::browser::focus;
use crate::markup::{button, el, live, styled};
use leptos::prelude::*;

/// What is asked before something is done.
pub(crate) struct Question {
    /// The button's id; the question's is `{id}-question`.
    pub(crate) id: &'static str,
    /// The button's classes.
    pub(crate) class: &'static str,
    /// The button's words.
    pub(crate) open: &'static str,
    /// The question, with what to know before one says yes.
    pub(crate) ask: String,
    /// Yes.
    pub(crate) yes: &'static str,
    /// While it is being done.
    pub(crate) doing: &'static str,
    /// No.
    pub(crate) keep: &'static str,
}

/// The button, then the question. The focus goes to what has come.
pub(crate) fn question(asked: Question, deed: Deed) -> AnyView {
    let Question { id, class, open, ask, yes, doing, keep } = asked;
    let asking = RwSignal::new(false);
    let show = move |question: bool| {
        asking.set(question);
        focus::soon(&if question { question_id(id) } else { id.to_owned() });
    };
    live(move || {
        if !asking.get() {
            return Some(button(class, move || show(true)).id(id).text(open));
        }
        let confirm = button("button danger", move || deed.start())
            .flag("aria-busy", move || deed.pending())
            .flag("aria-disabled", move || deed.pending())
            .text_of(move || if deed.pending() { doing } else { yes }.to_owned());
        let group = styled("div", "question")
            .attrs(&[("role", "group"), ("aria-labelledby", &question_id(id))])
            .child(el("p").id(&question_id(id)).focusable().text(&ask))
            .child(confirm)
            .child(button("button", move || show(false)).text(keep));
        Some(group)
    })
}

fn question_id(id: &str) -> String {
    format!("{id}-question")
}
