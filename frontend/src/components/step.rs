//! A part of the booking page.

use leptos::prelude::*;

/// A numbered part with its heading, which takes the focus when the part appears.
#[component]
pub(crate) fn Step(
    /// Its place in the order.
    number: u8,
    /// The heading's id.
    id: &'static str,
    /// The heading.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="step" aria-labelledby=id>
            <h2 class="step-heading" id=id tabindex="-1">
                <span class="step-number" aria-hidden="true">{number}</span>
                {heading}
            </h2>
            <div class="step-body">{children()}</div>
        </section>
    }
    .into_any()
}

/// The message beside a field, with the id by which the field names it.
#[component]
pub(crate) fn FieldError(id: &'static str, #[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    move || {
        message.get().map(|message| {
            view! {
                <p class="field-error" id=id>
                    {message}
                </p>
            }
        })
    }
}
