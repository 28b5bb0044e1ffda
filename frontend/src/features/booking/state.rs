//! What the booking page knows: the choices in the address, what is typed, what is free, and what went wrong.

use super::draft::{Attempt, Draft};
use super::refusal::Refusal;
use super::selection::Selection;
use super::slots::{self, Taken};
use super::submit;
use crate::api;
use crate::browser::history::Navigator;
use crate::features::calendar::{DayBook, Month};
use crate::features::office::Loaded;
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::Language;
use shared::availability::{Day, DaySlots, Slot};

/// Of which service something is, so that an answer about another one is not taken for it.
type Of<K, T> = Option<(K, Loaded<T>)>;

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
    /// Why the last attempt brought no booking.
    pub(crate) refusal: RwSignal<Option<Refusal>>,
    /// The hour that was lost in a race.
    pub(crate) taken: RwSignal<Taken>,
    /// Sends an attempt; pending while it is on its way.
    pub(crate) book: Action<Attempt, ()>,
    days: LocalResource<Of<String, Vec<Day>>>,
    later: LocalResource<Vec<Day>>,
    hours: LocalResource<Of<(String, NaiveDate), DaySlots>>,
    refresh: RwSignal<u32>,
}

impl BookingState {
    /// The state at the start of the application.
    pub(crate) fn new(navigator: Navigator, language: RwSignal<Language>) -> Self {
        let address = navigator.address();
        let selection = Memo::new(move |_| address.with(|address| Selection::parse(&address.query)));
        let service = Memo::new(move |_| selection.with(|selection| selection.service.clone()));
        let day = Memo::new(move |_| selection.with(|selection| selection.day));
        let refresh = RwSignal::new(0);
        let days = LocalResource::new(move || {
            refresh.track();
            let (client, service) = (api::client(language.get()), service.get());
            async move {
                let service = service?;
                let days = client.upcoming_days(&service).await;
                Some((service, days.map(|days| days.days).map_err(Into::into)))
            }
        });
        let horizon = Memo::new(move |_| {
            days.get().flatten().and_then(|(service, days)| Some((service, days.ok()?.last()?.date)))
        });
        let later = LocalResource::new(move || {
            let (client, horizon) = (api::client(language.get()), horizon.get());
            async move {
                let Some((service, last)) = horizon else { return Vec::new() };
                let end = Month::of(last).last();
                match last.succ_opt().filter(|next| *next <= end) {
                    Some(next) => client.days(&service, next, end).await.map_or_else(|_| Vec::new(), |days| days.days),
                    None => Vec::new(),
                }
            }
        });
        let hours = LocalResource::new(move || {
            refresh.track();
            let (client, wanted) = (api::client(language.get()), service.get().zip(day.get()));
            async move {
                let wanted = wanted?;
                let slots = client.day(&wanted.0, wanted.1).await;
                Some((wanted, slots.map_err(Into::into)))
            }
        });
        let (refusal, taken, draft) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(Draft::restore()));
        let book = Action::new_unsync(move |attempt: &Attempt| {
            submit::send(attempt.clone(), navigator, language, refusal, taken, draft, refresh)
        });
        let state = Self { language, navigator, selection, draft, refusal, taken, book, days, later, hours, refresh };
        state.follow_visibility();
        state
    }

    /// Asks again what is free when the resident comes back to the tab.
    fn follow_visibility(self) {
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            if document().visibility_state() == web_sys::VisibilityState::Visible {
                self.taken.set(None);
                self.ask_again();
            }
        });
        on_cleanup(move || handle.remove());
    }

    /// Asks again what is free.
    pub(crate) fn ask_again(self) {
        self.refresh.update(|count| *count += 1);
    }

    /// The days of the chosen service; `None` while they are being loaded.
    pub(crate) fn days(self) -> Option<Loaded<DayBook>> {
        let (of, days) = self.days.get().flatten()?;
        if self.selection.with(|selection| selection.service.as_ref() != Some(&of)) {
            return None;
        }
        Some(days.map(|days| {
            let later = self.later.get().unwrap_or_default();
            let follows =
                later.first().zip(days.last()).is_some_and(|(next, last)| last.date.succ_opt() == Some(next.date));
            DayBook::new(days, if follows { &later } else { &[] })
        }))
    }

    /// The hours of the chosen day; `None` while they are being loaded.
    pub(crate) fn hours(self) -> Option<Loaded<DaySlots>> {
        let ((service, day), hours) = self.hours.get().flatten()?;
        let current =
            self.selection.with(|selection| selection.service.as_ref() == Some(&service) && selection.day == Some(day));
        current.then_some(hours)
    }

    /// The chosen hour, if it is free.
    pub(crate) fn slot(self) -> Option<Slot> {
        let hour = self.selection.with(|selection| selection.hour)?;
        let hours = self.hours()?.ok()?;
        slots::free(&hours, self.taken.get()).find(|slot| slot.time == hour).cloned()
    }

    /// Changes what is chosen. The first choice of a part can be gone back from; a changed one takes its place.
    pub(crate) fn choose(self, next: &Selection) {
        let first = self.selection.with_untracked(|now| {
            (now.service.is_none() && next.service.is_some())
                || (now.day.is_none() && next.day.is_some())
                || (now.hour.is_none() && next.hour.is_some())
        });
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

/// The booking page's state.
pub(crate) fn use_booking() -> BookingState {
    expect_context()
}

impl BookingState {
    /// The message beside a field.
    pub(crate) fn message_at(self, field: super::refusal::Field) -> Signal<Option<String>> {
        Signal::derive(move || self.refusal.with(|refusal| refusal.as_ref()?.at(field).map(str::to_owned)))
    }

    /// Whether a field is to be marked as faulty.
    pub(crate) fn is_faulty(self, field: super::refusal::Field) -> bool {
        self.refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.at(field).is_some()))
    }
}
