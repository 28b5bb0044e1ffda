//! What the calendar's signs mean; always in view, since colour is never the only sign.

use crate::markup::{El, el, styled};
use crate::page::page;

/// The four signs with their meaning, and the mark of today.
pub(crate) fn legend() -> El {
    let texts = page().texts();
    let rows = [
        ("day free", texts.state_free),
        ("day full", texts.state_full),
        ("day unreleased", texts.state_unreleased),
        ("day closed", texts.state_closed),
        ("day closed today", texts.today),
    ]
    .map(|(class, meaning)| {
        let sign = styled("span", class).attr("aria-hidden", "true").child(styled("span", "sign").text("7"));
        el("li").child(sign).child(el("span").text(meaning))
    });
    styled("ul", "legend").attr("aria-label", texts.legend_label).children(rows)
}
