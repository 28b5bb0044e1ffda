//! Keeping the chosen hour held: taken, moved, given up, extended, lost.

use super::held::Held;
use super::{Parts, is_over};
use crate::api::{self, Failure};
use crate::browser::{clock, focus, random, timer};
use crate::components::email;
use crate::features::booking::draft::Attempt;
use crate::features::booking::refusal::{Field, Refusal};
use crate::features::booking::selection::Selection;
use crate::features::booking::state::BookingState;
use crate::features::booking::submit;
use crate::i18n::Texts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::booking::{BookingRequest, MoveRequest};
use shared::client::ClientError;
use shared::{Problem, ProblemCode};

/// Holds the chosen hour, whichever is chosen from now on.
pub(crate) fn follow(state: BookingState) {
    Effect::new(move |_| {
        if state.slot().is_some() {
            keep(state);
        }
    });
    count(state);
}

/// Holds what is chosen by now.
pub(crate) fn keep(state: BookingState) {
    let busy = state.hold.parts().busy;
    if busy.get_value() {
        return;
    }
    busy.set_value(true);
    spawn_local(async move {
        // What is chosen may change meanwhile.
        while step(state).await.is_some() {}
        busy.set_value(false);
    });
}

/// What is to be held: nothing without an address, or as long as something is wrong.
fn wish(state: BookingState) -> Option<BookingRequest> {
    untrack(|| {
        let office = state.hold.parts().office.value()?;
        if office.hold_minutes == 0 || state.is_undecided() || state.is_refused() {
            return None;
        }
        let language = state.language.get();
        let typed = state.draft.with(|draft| draft.email.trim().to_owned());
        if email::fault(Texts::of(language), &typed).is_some() {
            return None;
        }
        let Selection { service, day, .. } = state.selection.get();
        Some(BookingRequest {
            service_id: service?,
            date: day?,
            time: state.slot()?.time,
            email: typed,
            terms_version: None,
            language: Some(language),
            hold: true,
        })
    })
}

/// One step towards holding what is chosen; none if there is nothing to be done.
async fn step(state: BookingState) -> Option<()> {
    let wish = wish(state)?;
    let held = state.hold.held();
    if held.as_ref().is_some_and(|held| held.is_for(&wish)) {
        return None;
    }
    if let Some(held) = held.as_ref().filter(|held| held.service != wish.service_id || held.email != wish.email) {
        state.hold.give_up(held).await;
        return Some(());
    }
    if state.hold.parts().unheld.with_value(|unheld| unheld.as_ref().is_some_and(|unheld| unheld.request == wish)) {
        return None;
    }
    let language = state.language.get_untracked();
    let attempt = Attempt { request: wish, key: random::uuid() };
    let wish = &attempt.request;
    let answer = if let Some(held) = held {
        let to = MoveRequest { date: wish.date, time: wish.time };
        let moved = api::client(language).move_booking(held.id, &held.token, &to).await;
        moved.map(|_| Some(Held { day: wish.date, hour: wish.time, ..held }))
    } else {
        let booked = submit::book(&attempt, language).await;
        booked.map(|booking| Held::new(&booking, &wish.email, clock::now()))
    };
    match answer {
        Ok(Some(held)) => state.hold.set(Some(&held)),
        // It was lost just now: it is tried anew, without it.
        Err(ClientError::Problem(problem)) if is_over(problem.code) => state.hold.set(None),
        answer => {
            if let Err(ClientError::Problem(problem)) = answer
                && problem.code == ProblemCode::SlotFull
                && state.selection.with_untracked(|now| attempt.is_for(now))
            {
                // That is said at once. Whatever else it is, the visit can be booked all the same.
                state.taken.set(attempt.selection());
                lose(state, problem);
            }
            state.hold.parts().unheld.set_value(Some(attempt));
        }
    }
    Some(())
}

/// Says that the hour is lost, and what else is free.
fn lose(state: BookingState, problem: Box<Problem>) {
    let texts = Texts::of(state.language.get_untracked());
    state.refusal.set(Some(Refusal::of(&Failure::Refused(problem.into()), texts)));
    state.ask_again();
    focus::when_there(Field::Hour.message_id());
}

/// Holds it for longer.
pub(super) async fn extend(state: BookingState) -> Result<(), Failure> {
    let Some(held) = state.hold.held() else { return Ok(()) };
    let client = api::client(state.language.get_untracked());
    match client.extend_hold(held.id, &held.token, &random::uuid().to_string()).await {
        Ok(booking) => {
            // How far it is from its last end the server says, whatever its clock reads.
            let ends = booking.held_until.zip(booking.held_at_most_until);
            let left = ends.map_or(0, |(until, last)| (last - until).num_milliseconds());
            let most = held.ends[1];
            state.hold.set(Some(&Held { ends: [most - left, most], ..held }));
            Ok(())
        }
        Err(ClientError::Problem(problem)) if is_over(problem.code) => {
            lapse(state, problem);
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Counts the minutes that are left, as long as the page is open.
fn count(state: BookingState) {
    const SECOND: i32 = 1_000;
    let Parts { minutes: shown, counted, .. } = state.hold.parts();
    if counted.get_value() {
        return;
    }
    counted.set_value(true);
    spawn_local(async move {
        loop {
            let held = state.hold.held();
            let minutes = held.as_ref().map_or(0, |held| held.minutes(clock::now()));
            if shown.get_untracked() != minutes {
                shown.set(minutes);
            }
            if let Some(held) = held.filter(|_| minutes == 0) {
                ask(state, held).await;
            }
            timer::sleep(SECOND).await;
        }
    });
}

/// Its time is over by the device's clock; whether it is, the server says. Moving it to where it is changes nothing.
async fn ask(state: BookingState, held: Held) {
    const NEXT: i32 = 10_000;
    let to = MoveRequest { date: held.day, time: held.hour };
    let asked = api::client(state.language.get_untracked()).move_booking(held.id, &held.token, &to).await;
    match asked {
        Err(ClientError::Problem(problem)) if is_over(problem.code) => lapse(state, problem),
        // Not quite yet, or nobody knows.
        _ => timer::sleep(NEXT).await,
    }
}

/// It has run out. It is not held again by itself: perhaps nobody is there.
fn lapse(state: BookingState, problem: Box<Problem>) {
    // Kept from an earlier day, it may have nothing to do with what is on the page.
    let chosen = untrack(|| state.selection.with(|now| now.hour.is_some() && state.hold.hour(now) == now.hour));
    let attempt = wish(state).map(|request| Attempt { request, key: random::uuid() });
    state.hold.parts().unheld.set_value(attempt);
    state.hold.set(None);
    // While it is being booked, that answer tells.
    if chosen && problem.code == ProblemCode::HoldExpired && !untrack(|| state.book.pending()) {
        lose(state, problem);
    }
}
