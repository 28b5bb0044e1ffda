//! A field for an e-mail address.

use super::step::label;
use crate::i18n::Texts;
use crate::markup::{El, el, styled};
use crate::page::page;
use leptos::prelude::{AnyView, event_target_value};
use shared::EmailAddress;
use shared::email::MAX_LENGTH;

/// A field for an e-mail address. It may be pasted into, and is never asked twice.
pub(crate) struct EmailField<Error, Invalid, Value, Typed> {
    /// The field's id.
    pub(crate) id: &'static str,
    /// What the address is for.
    pub(crate) hint: &'static str,
    /// The message beside the field.
    pub(crate) error: Error,
    /// The id of the message.
    pub(crate) error_id: &'static str,
    /// Whether there is one.
    pub(crate) invalid: Invalid,
    /// What is in the field.
    pub(crate) value: Value,
    /// Takes what is typed, and whether the resident has left the field.
    pub(crate) typed: Typed,
}

/// What is wrong with what was typed; nothing if it is an address.
pub(crate) fn fault(texts: &Texts, typed: &str) -> Option<&'static str> {
    let words = if typed.trim().is_empty() { texts.err_email_empty } else { texts.err_email_form };
    EmailAddress::parse(typed).is_none().then_some(words)
}

impl<Error, Invalid, Value, Typed> EmailField<Error, Invalid, Value, Typed>
where
    Error: Into<AnyView>,
    Invalid: Fn() -> bool + Send + 'static,
    Value: Fn() -> String + Send + 'static,
    Typed: Fn(String, bool) + Copy + 'static,
{
    /// Adds label, hint, message and field.
    pub(crate) fn add_to(self, parent: El) -> El {
        let hint_id = format!("{}-hint", self.id);
        let typed = self.typed;
        let field = styled("input", "text-field")
            .attrs(&[
                ("id", self.id),
                ("name", "email"),
                ("type", "email"),
                ("inputmode", "email"),
                ("autocomplete", "email"),
                ("spellcheck", "false"),
                ("autocapitalize", "none"),
                ("maxlength", &MAX_LENGTH.to_string()),
                ("aria-describedby", &format!("{} {hint_id}", self.error_id)),
            ])
            .flag("aria-invalid", self.invalid)
            .value_of(self.value)
            .on("input", move |event| typed(event_target_value(&event), false))
            .on("change", move |event| typed(event_target_value(&event), true));
        parent
            .child(label(self.id, page().texts().email_label))
            .child(el("p").attrs(&[("class", "hint"), ("id", &hint_id)]).text(self.hint))
            .child(self.error)
            .child(field)
    }
}
