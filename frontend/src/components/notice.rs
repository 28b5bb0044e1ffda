//! Messages: something went wrong, something is done, something is still on its way.

use super::icon::{Icon, Shape};
use crate::api::Failure;
use crate::features::office::use_office;
use crate::i18n::speech;
use leptos::prelude::*;
use shared::texts::fill;

/// A message that stands out and is read out at once.
#[component]
pub(crate) fn Alert(
    /// The id under which it takes the focus.
    #[prop(optional)]
    id: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice bad" role="alert" id=id tabindex="-1">
            <Icon shape=Shape::Warning />
            <div class="notice-body">{children()}</div>
        </div>
    }
    .into_any()
}

/// A message of something done.
#[component]
pub(crate) fn Done(children: Children) -> impl IntoView {
    view! {
        <div class="notice good" role="status">
            <Icon shape=Shape::Done />
            <div class="notice-body">{children()}</div>
        </div>
    }
    .into_any()
}

/// Something could not be loaded: says so and offers to try again.
#[component]
pub(crate) fn LoadFailed(failure: Failure, on_retry: Callback<()>) -> impl IntoView {
    let texts = speech().texts;
    let message = match failure {
        Failure::NoAnswer => texts.err_load.to_owned(),
        other => other.message(texts),
    };
    view! {
        <Alert>
            <p>{message}</p>
            <CallUs />
            <button type="button" class="button" on:click=move |_| on_retry.run(())>
                {texts.retry}
            </button>
        </Alert>
    }
    .into_any()
}

/// The office's telephone, if it has one: no error is a dead end.
#[component]
pub(crate) fn CallUs() -> impl IntoView {
    let texts = speech().texts;
    let office = use_office();
    let phone = move || office.get().and_then(|office| office.phone);
    move || phone().map(|phone| view! { <p>{fill(texts.err_call, &[("phone", &phone)])}</p> })
}

/// The place of something that is being loaded, as high as what will come.
#[component]
pub(crate) fn Skeleton(
    /// What is drawn: a class of the style sheet.
    kind: &'static str,
) -> impl IntoView {
    view! {
        <div class=format!("skeleton {kind}") role="status">
            <span class="visually-hidden">{speech().texts.loading}</span>
        </div>
    }
    .into_any()
}
