//! Messages: something went wrong, something is done.

use super::icon::{Shape, icon};
use crate::markup::{El, el, live, styled};
use crate::page::page;
use leptos::prelude::AnyView;

/// A message that stands out, is read out at once, and takes the focus under `id`.
pub(crate) fn alert_with(id: Option<&str>, body: impl IntoIterator<Item = AnyView>) -> El {
    let notice = styled("div", "notice bad").attr("role", "alert").focusable();
    let notice = match id {
        Some(id) => notice.id(id),
        None => notice,
    };
    notice.child(icon(Shape::Warning)).child(styled("div", "notice-body").children(body))
}

/// A failure in words, as an alert.
pub(crate) fn alert(message: &str) -> El {
    alert_with(None, [el("p").text(message).into(), call_us()])
}

/// A message of something done.
pub(crate) fn done(message: &str) -> El {
    styled("div", "notice good").attr("role", "status").child(icon(Shape::Done)).child(el("p").text(message))
}

/// The office's telephone, if it has one: no error is a dead end.
pub(crate) fn call_us() -> AnyView {
    let page = page();
    live(move || {
        let phone = page.catalogue.office.value()?.phone.clone()?;
        let target = format!("tel:{}", phone.replace(' ', ""));
        let (before, after) = page.texts().err_call.split_once("{phone}")?;
        Some(el("p").text(before).child(el("a").attr("href", &target).text(&phone)).text(after))
    })
}
