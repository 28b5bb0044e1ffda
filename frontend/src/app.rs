//! The application: its state, and which page is shown.

use crate::browser::history::Navigator;
use crate::browser::{focus, shell};
use crate::components::frame::Frame;
use crate::features::booking::{BookingPage, BookingState};
use crate::features::missing::MissingPage;
use crate::features::office::Catalogue;
use crate::features::reservation::{HandOver, ReservationPage, visit};
use crate::features::terms::TermsPage;
use crate::i18n::{self, Speech};
use crate::routes::Route;
use leptos::prelude::*;
use shared::texts::fill;

/// The whole page. A change of language draws it anew; what is chosen and typed lives above that.
#[component]
pub(crate) fn App() -> impl IntoView {
    let navigator = Navigator::start(visit::adopt_link);
    let address = navigator.address();
    let language = RwSignal::new(i18n::initial(&address.with_untracked(|address| address.query.clone())));
    let route = Memo::new(move |_| address.with(|address| Route::parse(&address.path)));
    provide_context(navigator);
    provide_context(Catalogue::load(language));
    provide_context(HandOver::empty());
    let booking = BookingState::new(navigator, language);
    provide_context(booking);

    Effect::new(move |_| describe(language, route.get(), booking));
    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        if before.is_some_and(|before| before != route) {
            focus::scroll_to_top();
            focus::soon("title");
        }
        route
    });

    move || {
        provide_context(Speech::of(language.get()));
        view! { <Frame language>{move || page(route.get())}</Frame> }
    }
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Booking => view! { <BookingPage /> }.into_any(),
        Route::Reservation(id) => view! { <ReservationPage id /> }.into_any(),
        Route::Terms => view! { <TermsPage /> }.into_any(),
        Route::Missing => view! { <MissingPage /> }.into_any(),
    }
}

/// Keeps the document's language and title right: each page has its own title, and one with errors says so first.
fn describe(language: RwSignal<shared::Language>, route: Route, booking: BookingState) {
    let language = language.get();
    let texts = Speech::of(language).texts;
    let page = match route {
        Route::Booking => texts.app_title.to_owned(),
        Route::Reservation(_) => fill(texts.title_of, &[("page", texts.visit_title)]),
        Route::Terms => fill(texts.title_of, &[("page", texts.terms_heading)]),
        Route::Missing => fill(texts.title_of, &[("page", texts.missing_title)]),
    };
    let faulty = route == Route::Booking && booking.refusal.with(Option::is_some);
    let title = if faulty { fill(texts.err_prefix, &[("title", &page)]) } else { page };
    shell::describe(language.code(), &title);
}
