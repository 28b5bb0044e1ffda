//! Step 4: the free hours of the chosen day.

use super::refusal::Field;
use super::slots;
use super::state::{BookingState, use_booking};
use super::summary::HEADING as SUMMARY_HEADING;
use crate::browser::focus;
use crate::components::notice::{Alert, LoadFailed, Skeleton};
use crate::components::step::Step;
use crate::features::calendar::{DayState, explanation};
use crate::format;
use crate::i18n::{Speech, speech};
use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;
use shared::availability::{Day, DaySlots, DayStatus, Slot, SlotRef};
use shared::local_time;
use shared::texts::fill;

/// The id of the first hour that can be chosen.
pub(crate) const FIRST_HOUR: &str = "first-hour";

/// The hours as radio buttons; or why there are none; or that the chosen one is lost.
#[component]
pub(crate) fn HourStep() -> impl IntoView {
    let speech = speech();
    let state = use_booking();
    let hours = Memo::new(move |_| state.hours());
    let content = move || match hours.get() {
        None => view! { <Skeleton kind="hours" /> }.into_any(),
        Some(Err(failure)) => {
            view! { <LoadFailed failure on_retry=Callback::new(move |()| state.ask_again()) /> }.into_any()
        }
        Some(Ok(day)) => {
            let free: Vec<Slot> = slots::free(&day, state.taken.get()).cloned().collect();
            if free.is_empty() { none_free(speech, &day) } else { view! { <Hours day=day.date free /> }.into_any() }
        }
    };
    let day = move || state.selection.with(|selection| selection.day).map(|day| format::full_date(speech, day));
    view! {
        <Step number=4 id=Field::Hour.id() heading=speech.texts.time_heading>
            <p class="chosen-day">{day}</p>
            <LostHour state />
            {content}
            <p>
                <a
                    class="back-link"
                    href=format!("#{}", Field::Day.id())
                    on:click=move |event| {
                        event.prevent_default();
                        focus::now(Field::Day.id());
                    }
                >
                    {speech.texts.other_day}
                </a>
            </p>
        </Step>
    }
}

/// The chosen hour is gone: says so, with the nearest free ones to choose by one tap.
#[component]
fn LostHour(state: BookingState) -> impl IntoView {
    let speech = speech();
    let lost = Memo::new(move |_| {
        let refused = state.refusal.with(|refusal| {
            let refusal = refusal.as_ref().filter(|refusal| refusal.lost_hour())?;
            Some((refusal.fields.first()?.1.clone(), refusal.alternatives.clone()))
        });
        let vanished = || {
            let chosen = state.selection.with(|selection| selection.hour.is_some());
            let loaded = state.hours().is_some_and(|hours| hours.is_ok());
            (chosen && loaded && state.slot().is_none()).then(|| (speech.texts.err_taken.to_owned(), Vec::new()))
        };
        refused.or_else(vanished)
    });
    move || {
        lost.get().map(|(message, alternatives)| {
            view! {
                <Alert id=Field::Hour.message_id()>
                    <p>{message}</p>
                    {(!alternatives.is_empty()).then(|| alternative_buttons(speech, state, alternatives))}
                </Alert>
            }
        })
    }
}

fn alternative_buttons(speech: Speech, state: BookingState, alternatives: Vec<SlotRef>) -> AnyView {
    let buttons = alternatives.into_iter().map(|slot| {
        let label = fill(
            speech.texts.short_date_and_time,
            &[("date", &format::short_date(speech, slot.date)), ("time", &format::clock(slot.time))],
        );
        let choose = move |_| {
            state.refusal.set(None);
            let selection = state.selection.get_untracked().with_day(Some(slot.date)).with_hour(Some(slot.time));
            state.choose(&selection);
            focus::when_there(SUMMARY_HEADING);
        };
        view! { <li><button type="button" class="button" on:click=choose>{label}</button></li> }
    });
    view! {
        <h3>{speech.texts.alternatives}</h3>
        <ul class="alternatives">{buttons.collect_view()}</ul>
    }
    .into_any()
}

fn none_free(speech: Speech, day: &DaySlots) -> AnyView {
    // A day whose last free hour was just taken counts as full, whatever the list said a moment ago.
    let status = if day.status == DayStatus::Available { DayStatus::Full } else { day.status };
    let day = Day { date: day.date, status, free: 0, reason: day.reason.clone(), released_at: day.released_at };
    let message = explanation(speech, day.date, &DayState::of(&day));
    view! { <p class="day-note" id=FIRST_HOUR tabindex="-1">{message}</p> }.into_any()
}

#[component]
fn Hours(day: NaiveDate, free: Vec<Slot>) -> impl IntoView {
    let texts = speech().texts;
    let first = free.first().map(|slot| slot.time);
    let (morning, afternoon) = slots::by_part_of_day(free.iter());
    let group = |heading: &'static str, slots: Vec<&Slot>| {
        let radios: Vec<_> = slots.into_iter().map(|slot| hour(day, slot.time, first == Some(slot.time))).collect();
        (!radios.is_empty()).then(|| {
            view! {
                <fieldset class="hours">
                    <legend>{heading}</legend>
                    <div class="hour-grid">{radios}</div>
                </fieldset>
            }
        })
    };
    view! {
        {group(texts.morning, morning)}
        {group(texts.afternoon, afternoon)}
    }
    .into_any()
}

fn hour(day: NaiveDate, time: NaiveTime, first: bool) -> AnyView {
    let state = use_booking();
    let chosen = move || state.selection.with(|selection| selection.hour == Some(time));
    let choose = move |_| {
        state.refusal.set(None);
        state.choose(&state.selection.get_untracked().with_day(Some(day)).with_hour(Some(time)));
    };
    view! {
        <label class="hour">
            <input
                type="radio"
                name="hour"
                id=if first { FIRST_HOUR.to_owned() } else { format!("hour-{}", local_time::format(time)) }
                value=local_time::format(time)
                prop:checked=chosen
                on:change=choose
            />
            <span>{format::clock(time)}</span>
        </label>
    }
    .into_any()
}
