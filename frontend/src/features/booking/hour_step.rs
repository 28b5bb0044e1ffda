//! Step 4: the free hours of the chosen day.

use super::lost_hour::lost_hour;
use super::refusal::Field;
use super::selection::Selection;
use super::slots;
use crate::components::link::place_link;
use crate::components::loading;
use crate::components::step::step;
use crate::features::calendar::{DayState, explanation};
use crate::format;
use crate::i18n::Speech;
use crate::markup::{El, el, live, styled, together};
use crate::page::page;
use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;
use shared::availability::{Day, DaySlots, DayStatus};
use shared::local_time;

/// The id of the first hour that can be chosen, or of the sentence that says why there is none.
pub(crate) const FIRST_HOUR: &str = "first-hour";

/// The id of the line that says of which day the hours are.
pub(crate) const CHOSEN_DAY: &str = "chosen-day";

/// The hours as radio buttons; or why there are none; or that the chosen one is lost.
pub(crate) fn hour_step() -> El {
    let speech = page().speech;
    let state = page().booking;
    // Compared, so that asking again does not draw hours anew that are still the same.
    let hours = Memo::new(move |_| state.choices());
    let on_hour = Callback::new(move |(day, time): (NaiveDate, NaiveTime)| {
        state.choose(&state.selection.get_untracked().with_day(Some(day)).with_hour(Some(time)));
    });
    let content = live(move || {
        Some(match hours.get() {
            None => loading::skeleton("hours").into(),
            Some(Err(failure)) => loading::failed(&failure, move || state.ask_again_at(Field::Hour)).into(),
            Some(Ok(hours)) => {
                if hours.1.slots.is_empty() {
                    no_hours(speech, &hours.1)
                } else {
                    hour_choice(speech, &hours.1, state.selection, on_hour)
                }
            }
        })
    });
    let day = move || state.at_day.with(|selection| selection.day.map(|day| format::full_date(speech, day)));
    let back = place_link(Field::Day.id()).attr("class", "back-link").text(speech.texts.other_day);
    step("4", Field::Hour.id(), speech.texts.time_heading)
        .child(styled("p", "chosen-day").id(CHOSEN_DAY).text_of(move || day().unwrap_or_default()))
        .child(lost_hour())
        .child(content)
        .child(el("p").child(back))
}

/// Why a day has no hour to choose.
pub(crate) fn no_hours(speech: Speech, day: &DaySlots) -> AnyView {
    // A day whose last free hour was just taken counts as full, whatever the list said a moment ago.
    let status = if day.status == DayStatus::Available { DayStatus::Full } else { day.status };
    let day = Day { date: day.date, status, free: 0, reason: day.reason.clone(), released_at: day.released_at };
    let message = explanation(speech, day.date, &DayState::of(&day)).unwrap_or_default();
    styled("p", "day-note").id(FIRST_HOUR).focusable().text(&message).into()
}

/// The hours of a day as radio buttons; `chosen` tells which is, and `on_hour` is told of another.
pub(crate) fn hour_choice(
    speech: Speech,
    day: &DaySlots,
    chosen: Memo<Selection>,
    on_hour: Callback<(NaiveDate, NaiveTime)>,
) -> AnyView {
    let (first, date) = (day.slots.first().map(|slot| slot.time), day.date);
    let (morning, afternoon) = slots::by_part_of_day(&day.slots);
    let mut groups = Vec::new();
    for (heading, slots) in [(speech.texts.morning, morning), (speech.texts.afternoon, afternoon)] {
        if !slots.is_empty() {
            let radio = |time| hour(time, first == Some(time), chosen, move || on_hour.run((date, time)));
            let radios = slots.into_iter().map(|slot| radio(slot.time));
            let group = styled("fieldset", "hours")
                .attr("aria-describedby", CHOSEN_DAY)
                .child(el("legend").text(heading))
                .child(styled("div", "hour-grid").children(radios));
            groups.push(group.into());
        }
    }
    together(groups)
}

fn hour(time: NaiveTime, first: bool, chosen: Memo<Selection>, choose: impl Fn() + 'static) -> El {
    let is_chosen = move || chosen.with(|selection| selection.hour == Some(time));
    let value = local_time::format(time);
    let id = if first { FIRST_HOUR.to_owned() } else { format!("hour-{value}") };
    let radio = el("input")
        .attrs(&[("type", "radio"), ("name", "hour"), ("id", &id), ("value", &value)])
        .switch_of("checked", is_chosen)
        .on("change", move |_| choose());
    styled("label", "hour").child(radio).child(el("span").text(&format::clock(time)))
}
