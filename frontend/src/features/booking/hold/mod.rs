//! The chosen hour is held while terms and summary are read. Whatever goes wrong with that costs nothing: the visit is then
//! booked at once, as where no hours are held.

mod held;
mod keep;
mod panel;

pub(crate) use keep::{follow, keep};
pub(crate) use panel::panel;

use super::draft::Attempt;
use super::selection::Selection;
use crate::api::{self, Remote};
use crate::browser::timer;
use chrono::NaiveTime;
use held::Held;
use leptos::prelude::*;
use shared::booking::{Booking, ConfirmationRequest};
use shared::client::ClientError;
use shared::office::Office;
use shared::{Language, ProblemCode};

/// What is held, for whoever books.
#[derive(Clone, Copy)]
pub(crate) struct Hold(StoredValue<Parts>);

#[derive(Clone, Copy)]
struct Parts {
    /// As it is kept in the tab: each further type of signal would add some KB to the page's program.
    kept: RwSignal<Option<String>>,
    /// Whole minutes that are left.
    minutes: RwSignal<u32>,
    /// Says whether hours are held at all.
    office: Remote<Office>,
    /// What could not be held, or no longer is: it is not tried again by itself.
    unheld: StoredValue<Option<Attempt>>,
    /// Whether the server is being asked.
    busy: StoredValue<bool>,
    /// Whether the minutes are being counted.
    counted: StoredValue<bool>,
}

impl Hold {
    /// What was held before the page was reloaded.
    pub(crate) fn restore(office: Remote<Office>) -> Self {
        Self(StoredValue::new(Parts {
            kept: RwSignal::new(Held::restore()),
            minutes: RwSignal::new(0),
            office,
            unheld: StoredValue::new(None),
            busy: StoredValue::new(false),
            counted: StoredValue::new(false),
        }))
    }

    fn parts(self) -> Parts {
        self.0.get_value()
    }

    /// The hour that is held, if it is of this service and day: it may be full by that alone.
    pub(crate) fn hour(self, at: &Selection) -> Option<NaiveTime> {
        self.parts().kept.with(|kept| Held::read(kept.as_ref()?)?.hour_of(at))
    }

    /// Confirms what is held, if it is what is asked for; none if the visit has to be booked anew.
    pub(crate) async fn confirm(self, attempt: &Attempt, language: Language) -> Option<Result<Booking, ClientError>> {
        // It may just be on its way.
        while self.parts().busy.get_value() {
            timer::sleep(100).await;
        }
        let held = self.held()?;
        let request = &attempt.request;
        if !held.is_for(request) {
            self.give_up(&held).await;
            return None;
        }
        let accepted = ConfirmationRequest { terms_version: request.terms_version.clone() };
        let key = attempt.key.to_string();
        match api::client(language).confirm(held.id, &held.token, &accepted, &key).await {
            Ok(booking) => Some(Ok(Booking { manage_token: Some(held.token), ..booking })),
            // Too late; but perhaps nobody has taken it.
            Err(ClientError::Problem(problem)) if is_over(problem.code) => {
                self.set(None);
                None
            }
            failed => Some(failed),
        }
    }

    /// Forgets it: it is booked.
    pub(crate) fn forget(self) {
        self.set(None);
    }

    fn held(self) -> Option<Held> {
        self.parts().kept.with_untracked(|kept| Held::read(kept.as_ref()?))
    }

    fn set(self, held: Option<&Held>) {
        let text = held.map(Held::write);
        Held::save(text.as_deref());
        self.parts().kept.set(text);
    }

    /// Lets others have it. If that fails, it ends by itself.
    async fn give_up(self, held: &Held) {
        self.set(None);
        let _ = api::client(Language::default()).cancel(held.id, &held.token).await;
    }
}

/// There is no hold any more.
const fn is_over(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::HoldExpired | ProblemCode::NotFound | ProblemCode::AlreadyCancelled)
}
