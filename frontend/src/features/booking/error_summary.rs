//! All faults of the form at once, first in the page's main part.

use super::submit::SUMMARY;
use crate::components::link::place_link;
use crate::components::notice::alert_with;
use crate::markup::{el, live, styled};
use crate::page::page;
use leptos::prelude::*;

/// Each fault with the words that stand at its field, and the way there.
pub(crate) fn error_summary() -> AnyView {
    let texts = page().texts();
    let state = page().booking;
    live(move || {
        let refusal = state.refusal.get().filter(|refusal| !refusal.fields.is_empty() && !refusal.lost_hour())?;
        let links = refusal.fields.into_iter().map(|(field, message)| {
            let link = place_link(field.id()).text(&message);
            el("li").child(link)
        });
        let heading = el("h2").text(texts.err_title);
        let summary = alert_with(Some(SUMMARY), [heading.into(), el("ul").children(links).into()]);
        Some(styled("div", "wrap faults").child(summary))
    })
}
