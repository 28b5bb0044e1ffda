//! An address that leads nowhere.

use crate::components::frame::Band;
use crate::components::link::Link;
use crate::i18n::speech;
use crate::routes;
use leptos::prelude::*;

/// Says so and leads back.
#[component]
pub(crate) fn MissingPage() -> impl IntoView {
    let texts = speech().texts;
    view! {
        <Band title=texts.missing_title />
        <div class="wrap sheet prose">
            <p>{texts.missing_text}</p>
            <p>
                <Link href=routes::BOOKING class="button primary">{texts.missing_back}</Link>
            </p>
        </div>
    }
}
