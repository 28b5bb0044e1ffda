//! The visit that was last booked on this device, for those who come back to see it.

use crate::components::link::link;
use crate::features::reservation::visit;
use crate::format;
use crate::markup::{El, el, styled};
use crate::page::page;
use crate::routes::Route;

/// A line that leads to the visit's details, if there is one ahead.
pub(crate) fn own_visit() -> Option<El> {
    let speech = page().speech;
    let visit = visit::last()?;
    let when = format::date_and_time(speech, visit.date, visit.time);
    let words = el("p").child(el("strong").text(speech.texts.own_visit)).child(el("br")).text(&when);
    let link = link(&Route::reservation(visit.id)).attr("class", "button").text(speech.texts.own_visit_open);
    Some(styled("div", "own-visit").child(words).child(link))
}
