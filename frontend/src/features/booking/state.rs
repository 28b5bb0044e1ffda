//! What the booking page knows: the choices in the address, what is typed, what is free, and what went wrong.

use super::draft::{Attempt, Draft};
use super::hold::Hold;
use super::refusal::{Field, Refusal};
use super::selection::Selection;
use super::{slots, submit, trouble};
use crate::api::{self, Deed, Loaded, Remote};
use crate::browser::history::Navigator;
use crate::browser::{focus, work};
use crate::features::calendar::{DayBook, Month};
use crate::features::office::Catalogue;
use crate::features::reservation::HandOver;
use crate::parts;
use leptos::prelude::*;
use shared::Language;
use shared::availability::{Day, DaySlots, Slot};
use shared::terms::Terms;
use std::sync::Arc;

/// An answer with what was chosen when it was asked for, so that it is not taken for one about something else.
pub(crate) type About<T> = (Selection, T);

/// The state of the booking page. It outlives the drawing of the page.
#[derive(Clone, Copy)]
pub(crate) struct BookingState {
    /// The page's language.
    pub(crate) language: RwSignal<Language>,
    /// Changes the address.
    pub(crate) navigator: Navigator,
    /// What is chosen.
    pub(crate) selection: Memo<Selection>,
    /// What is typed.
    pub(crate) draft: RwSignal<Draft>,
    /// Sends the attempt; pending while it is on its way.
    pub(crate) book: Deed,
    /// What [`Self::book`] sends.
    pub(crate) attempt: StoredValue<Option<Attempt>>,
    /// Why the last attempt brought no booking.
    pub(crate) refusal: RwSignal<Option<Refusal>>,
    /// The same as far as it is about what is chosen and typed: an attempt can only be repeated as it was.
    pub(crate) refused: Memo<Option<Refusal>>,
    /// The service, day and hour that were lost in a race.
    pub(crate) taken: RwSignal<Selection>,
    /// The hour that is held.
    pub(crate) hold: Hold,
    /// The terms in force.
    pub(crate) terms: Remote<Terms>,
    /// The service alone.
    pub(crate) at_service: Memo<Selection>,
    /// The service and the day.
    pub(crate) at_day: Memo<Selection>,
    /// The part of the program with what follows the choice of a service.
    pub(crate) part: Remote<parts::Booking>,
    days: Remote<About<Vec<Day>>>,
    later: Remote<About<Vec<Day>>>,
    hours: Remote<About<DaySlots>>,
    refresh: RwSignal<u32>,
}

impl BookingState {
    /// The state at the start of the application.
    pub(crate) fn new(
        navigator: Navigator,
        language: RwSignal<Language>,
        catalogue: Catalogue,
        hand_over: HandOver,
    ) -> Self {
        let address = navigator.address();
        let selection = Memo::new(move |_| address.with(|address| Selection::parse(&address.query)));
        let at_service = Memo::new(move |_| selection.with(Selection::service_alone));
        let at_day = Memo::new(move |_| selection.with(Selection::service_and_day));
        let refresh = RwSignal::new(0);
        let days = Remote::new(move || {
            refresh.track();
            let (language, at) = (language.get(), at_service.get());
            parts::asked(move |part| (part.days)(language, at))
        });
        let attempt = StoredValue::new(None);
        let (refusal, taken, draft) =
            (RwSignal::new(None), RwSignal::new(Selection::default()), RwSignal::new(Draft::restore()));
        let hold = Hold::restore(catalogue.office);
        let outcome =
            submit::Outcome { navigator, language, catalogue, hand_over, refusal, taken, draft, refresh, hold };
        let state = Self {
            language,
            navigator,
            selection,
            draft,
            book: Deed::new(move || async move {
                let attempt: Attempt = attempt.get_value().ok_or(api::Failure::Broken)?;
                match parts::visit().await {
                    Ok(part) => (part.send)(attempt, outcome).await,
                    Err(failure) => outcome.unsent(failure),
                }
            }),
            attempt,
            refusal,
            refused: trouble::refused(refusal, attempt, selection, draft),
            taken,
            hold,
            terms: catalogue.terms,
            at_service,
            at_day,
            days,
            part: Remote::new(|| async { Some(parts::booking().await) }),
            later: Remote::new(move || {
                let (language, days) = (language.get(), days.value());
                parts::asked(move |part| (part.later_days)(language, days))
            }),
            hours: Remote::new(move || {
                refresh.track();
                let (language, at) = (language.get(), at_day.get());
                parts::asked(move |part| (part.hours)(language, at))
            }),
            refresh,
        };
        state.follow_visibility();
        state.follow_changes();
        state.work_ahead();
        state
    }

    /// Asks again what is free when the resident comes back to the tab, and the network to the device, unless the hour may
    /// be the resident's own by now.
    fn follow_visibility(self) {
        for event in ["visibilitychange", "online"] {
            let handle = window_event_listener_untyped(event, move |_| {
                let visible = document().visibility_state() == web_sys::VisibilityState::Visible;
                if visible && !untrack(|| self.is_undecided()) {
                    self.taken.set(Selection::default());
                    self.ask_again();
                }
            });
            on_cleanup(move || handle.remove());
        }
    }

    /// Once there is an hour, a booking is near: the work that it may need begins while the resident reads the terms.
    fn work_ahead(self) {
        Effect::new(move |_| {
            if self.selection.with(|selection| selection.hour.is_some()) {
                work::begin(api::origin());
            }
        });
    }

    /// Asks again what is free.
    pub(crate) fn ask_again(self) {
        self.refresh.update(|count| *count += 1);
    }

    /// The same after a failure: the button to try again goes with its message, so the focus moves to the heading above.
    pub(crate) fn ask_again_at(self, part: Field) {
        focus::now(part.id());
        self.ask_again();
    }

    /// The days of the chosen service; `None` while they are being loaded.
    pub(crate) fn days(self) -> Option<Result<DayBook, api::Failure>> {
        let service = self.at_service.get();
        let days = match self.days.get()? {
            Ok(days) if days.0 == service => days,
            Ok(_) => return None,
            Err(failure) => return Some(Err(failure)),
        };
        let later = self.later.value().filter(|later| later.0 == service);
        Some(Ok(DayBook::new(&days.1, later.as_ref().map_or(&[], |later| &later.1))))
    }

    /// The hours of the chosen day; `None` while they are being loaded.
    pub(crate) fn hours(self) -> Option<Loaded<About<DaySlots>>> {
        let wanted = self.at_day.get();
        self.hours.get().filter(|hours| hours.as_ref().map_or(true, |hours| hours.0 == wanted))
    }

    /// Of the hours of the chosen day, those that can be chosen.
    pub(crate) fn choices(self) -> Option<Loaded<About<DaySlots>>> {
        let hours = self.hours()?;
        let own = self.is_undecided().then(|| self.selection.with(|selection| selection.hour)).flatten();
        let own = own.or_else(|| self.at_day.with(|at| self.hold.hour(at)));
        let choices = |(at, day): &About<DaySlots>| {
            let slots = self.taken.with(|taken| slots::choices(at, day, taken, own));
            (at.clone(), DaySlots { slots, ..day.clone() })
        };
        Some(hours.map(|hours| choices(&hours).into()))
    }

    /// The chosen hour, if it can be had.
    pub(crate) fn slot(self) -> Option<Slot> {
        let hour = self.selection.with(|selection| selection.hour)?;
        let choices = self.choices()?.ok()?;
        choices.1.slots.iter().find(|slot| slot.time == hour).cloned()
    }

    /// Changes what is chosen. The first choice of a part can be gone back from; a changed one takes its place.
    pub(crate) fn choose(self, next: &Selection) {
        self.clear_refusal();
        let first = self.selection.with_untracked(|now| next.goes_beyond(now));
        if first {
            self.navigator.push(&next.url());
        } else {
            self.navigator.replace(&next.url());
        }
    }

    /// Changes what is typed, and keeps it.
    pub(crate) fn type_in(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.draft.with_untracked(Draft::keep);
    }
}

/// Asks for the days from today to the end of the horizon.
pub(crate) async fn upcoming_days(language: Language, at: Selection) -> Option<Result<About<Vec<Day>>, api::Failure>> {
    let days = api::client(language).upcoming_days(at.service.as_deref()?).await;
    Some(days.map(|days| (at, days.days)).map_err(Into::into))
}

/// The days from the end of the horizon to the end of its month: they show when they will be released.
pub(crate) async fn later_days(
    language: Language,
    days: Option<Arc<About<Vec<Day>>>>,
) -> Option<Result<About<Vec<Day>>, api::Failure>> {
    let days = days?;
    let last = days.1.last()?.date;
    let (from, to) = (last.succ_opt()?, Month::of(last).last());
    if from > to {
        return None;
    }
    let later = api::client(language).days(days.0.service.as_deref()?, from, to).await;
    Some(later.map(|later| (days.0.clone(), later.days)).map_err(Into::into))
}

/// Asks for the hours of a day.
pub(crate) async fn hours(language: Language, at: Selection) -> Option<Result<About<DaySlots>, api::Failure>> {
    let hours = api::client(language).day(at.service.as_deref()?, at.day?).await;
    Some(hours.map(|hours| (at, hours)).map_err(Into::into))
}
