//! The application: its state, and which page is shown.

use crate::browser::history::{Address, Navigator};
use crate::browser::{focus, shell};
use crate::components::frame::frame;
use crate::features::booking::{BookingState, booking_page};
use crate::features::missing::missing_page;
use crate::features::office::Catalogue;
use crate::features::reservation::{HandOver, reservation_page, visit};
use crate::features::terms::terms_page;
use crate::i18n::{self, Speech};
use crate::markup::live;
use crate::page::Page;
use crate::routes::Route;
use leptos::prelude::*;
use shared::texts::fill;

/// The whole page. A change of language draws it anew; what is chosen and typed lives above that.
pub(crate) fn app() -> AnyView {
    let navigator = Navigator::start(visit::adopt_link);
    let address = navigator.address();
    let Address { path, query } = address.get_untracked();
    let language = RwSignal::new(i18n::initial(&query));
    if let Some(rest) = i18n::without_language(&query) {
        navigator.replace(&if rest.is_empty() { path } else { format!("{path}?{rest}") });
    }
    let route = Memo::new(move |_| address.with(|address| Route::parse(&address.path)));
    let catalogue = Catalogue::load(language);
    let hand_over = HandOver::empty();
    let booking = BookingState::new(navigator, language, catalogue, hand_over);

    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        describe(Speech::of(language.get()), route, booking.is_refused());
        if before.is_some_and(|before| before != route) {
            focus::scroll_to_top();
            focus::soon("title");
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
        Route::Reservation(id) => reservation_page(id),
        Route::Terms => terms_page(),
        Route::Missing => missing_page(),
    }
}

/// Keeps the document's language, title and first words right: each page has its own title, and one with errors says so first.
fn describe(speech: Speech, route: Route, refused: bool) {
    let texts = speech.texts;
    let of = |page| fill(texts.title_of, &[("page", page)]);
    let title = match route {
        Route::Booking if refused => fill(texts.err_prefix, &[("title", texts.app_title)]),
        Route::Booking => texts.app_title.to_owned(),
        Route::Reservation(_) => of(texts.visit_title),
        Route::Terms => of(texts.terms_heading),
        Route::Missing => of(texts.missing_title),
    };
    let words = [("skip-link", texts.skip_link), ("load-failed", texts.load_failed)];
    shell::describe(speech.language.code(), &title, words);
}
