//! The application: its state, and which page is shown.

use crate::api::{self, Remote};
use crate::browser::history::{Address, Navigator};
use crate::browser::shell::Early;
use crate::browser::{focus, shell};
use crate::components::frame::{NAME, frame};
use crate::components::loading;
use crate::features::booking::{BookingState, booking_page};
use crate::features::missing::missing_page;
use crate::features::office::Catalogue;
use crate::features::reservation::{HandOver, visit};
use crate::i18n::{self, Speech};
use crate::markup::live;
use crate::page::Page;
use crate::parts;
use crate::routes::Route;
use leptos::prelude::*;
use shared::texts::fill;

/// The whole page. A change of language draws it anew; what is chosen and typed lives above that.
pub(crate) fn app(early: &Early) -> AnyView {
    let navigator = Navigator::start(visit::adopt_link);
    let address = navigator.address();
    let Address { path, query } = address.get_untracked();
    let language = RwSignal::new(i18n::initial(&query));
    if let Some(rest) = i18n::without_language(&query) {
        navigator.replace(&if rest.is_empty() { path } else { format!("{path}?{rest}") });
    }
    let route = Memo::new(move |_| address.with(|address| Route::parse(&address.path)));
    let catalogue = Catalogue::load(language, early.catalogue.as_deref());
    let hand_over = HandOver::empty();
    let booking = BookingState::new(navigator, language, catalogue, hand_over);

    if let Some(service) = early.service.clone() {
        booking.choose(&booking.selection.get_untracked().with_service(Some(service)));
    }
    if let Some(id) = early.focused.as_deref() {
        focus::soon(id);
    }

    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        describe(Speech::of(language.get()), route, catalogue, booking.is_refused());
        if before.is_some_and(|before| before != route) {
            focus::scroll_to_top();
            focus::when_there("title");
        }
        route
    });

    live(move || {
        let speech = Speech::of(language.get());
        provide_context(Page { speech, navigator, catalogue, booking, hand_over });
        Some(frame(language, live(move || Some(content(route.get())))))
    })
}

fn content(route: Route) -> AnyView {
    match route {
        Route::Booking => booking_page(),
        Route::Reservation(id) => {
            let part = Remote::new(|| async { Some(parts::visit().await) });
            loading::shown(part, "calendar", move |part| (part.page)(id))
        }
        Route::Missing => missing_page(),
    }
}

/// Keeps the document's language, title and first words right: each page has its own title, and one with errors says so first.
fn describe(speech: Speech, route: Route, catalogue: Catalogue, refused: bool) {
    let texts = speech.texts;
    let office = catalogue.office.value();
    let site = office.as_deref().map_or(NAME, |office| office.brand_name.as_ref().unwrap_or(&office.name));
    let of = |page| fill(texts.title_of, &[("page", page), ("site", site)]);
    let heading = office.as_deref().and_then(|office| office.heading.as_deref()).unwrap_or(texts.app_title);
    let title = match route {
        Route::Booking if refused => fill(texts.err_prefix, &[("title", heading)]),
        Route::Booking => heading.to_owned(),
        Route::Reservation(_) => of(texts.visit_title),
        Route::Missing => of(texts.missing_title),
    };
    if let Some(style) = office.as_deref().and_then(|office| office.style_url.as_deref()) {
        shell::take_style(&format!("{}{style}", api::named_origin()));
    }
    let words = [("skip-link", texts.skip_link), ("load-failed", texts.load_failed)];
    shell::describe(speech.language.code(), &title, words);
}
