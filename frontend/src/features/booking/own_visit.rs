//! The visit that was last booked on this device, for those who come back to see it.

use crate::components::link::Link;
use crate::features::reservation::visit;
use crate::format;
use crate::i18n::speech;
use crate::routes::Route;
use leptos::prelude::*;

/// A line that leads to the visit's details, if there is one ahead.
#[component]
pub(crate) fn OwnVisit() -> impl IntoView {
    let speech = speech();
    visit::last().map(|visit| {
        view! {
            <div class="own-visit">
                <p>
                    <strong>{speech.texts.own_visit}</strong>
                    <br />
                    {format::date_and_time(speech, visit.date, visit.time)}
                </p>
                <Link href=Route::reservation(visit.id) class="button">
                    {speech.texts.own_visit_open}
                </Link>
            </div>
        }
    })
}
