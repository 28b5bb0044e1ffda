//! What stands in the place of something that is being loaded, or could not be.

use super::notice::{alert_with, call_us};
use crate::api::{Failure, Remote};
use crate::markup::{El, button, el, live, spoken, styled};
use crate::page::page;
use leptos::prelude::AnyView;
use std::sync::Arc;

/// What is loaded, as `show` draws it; until then its place, or why it does not come and a way to try again.
pub(crate) fn shown<T: Send + Sync + 'static>(
    remote: Remote<T>,
    kind: &'static str,
    show: impl Fn(Arc<T>) -> AnyView + Send + 'static,
) -> AnyView {
    live(move || {
        Some(match remote.get() {
            None => skeleton(kind).into(),
            Some(Ok(value)) => show(value),
            Some(Err(failure)) => failed(&failure, move || remote.reload()).into(),
        })
    })
}

/// Something could not be loaded: says so and offers to try again.
pub(crate) fn failed(failure: &Failure, retry: impl Fn() + 'static) -> El {
    let texts = page().texts();
    let message = match failure {
        Failure::NoAnswer => texts.err_load.to_owned(),
        other => other.message(texts),
    };
    let body = [el("p").text(&message).into(), call_us(), button("button", retry).text(texts.retry).into()];
    alert_with(None, body)
}

/// The place of something that is being loaded, as high as what will come: `kind` is a class of the style sheet.
pub(crate) fn skeleton(kind: &str) -> El {
    styled("div", &format!("skeleton {kind}")).attr("role", "status").child(spoken(page().texts().loading))
}
