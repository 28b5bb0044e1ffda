//! Moving a visit: the same calendar, another hour. The old hour is kept until the new one is won.

use super::hour_step::{CHOSEN_DAY, FIRST_HOUR, hour_choice, no_hours};
use super::refusal::Refusal;
use super::selection::Selection;
use super::slots;
use super::state::{self, About};
use crate::api::{self, Deed, Failure, Remote};
use crate::browser::focus;
use crate::components::loading;
use crate::components::notice::{alert_with, call_us};
use crate::features::calendar::{Calendar, DayBook, Wish, day_picker};
use crate::features::reservation::{Changed, Seen, visit};
use crate::format;
use crate::i18n::Speech;
use crate::markup::{El, button, el, live, styled, together};
use crate::page::page;
use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;
use shared::ProblemCode;
use shared::availability::{Day, DaySlots, SlotRef};
use shared::booking::{Booking, MoveRequest};
use shared::texts::fill;
use uuid::Uuid;

/// The heading's id.
pub(crate) const HEADING: &str = "move-heading";
/// The id of the button that moves.
const MOVE: &str = "move-yes";
/// The id of what went wrong.
const TROUBLE: &str = "move-trouble";

/// What is free for the visit's service, and what is chosen of it.
#[derive(Clone, Copy)]
struct Choice {
    /// The visit's service, with the month, day and hour to which it may go.
    at: RwSignal<Selection>,
    days: Remote<About<Vec<Day>>>,
    later: Remote<About<Vec<Day>>>,
    hours: Remote<About<DaySlots>>,
    refresh: RwSignal<u32>,
    /// The hours that cannot be chosen: where the visit is, and the one that was lost last.
    present: StoredValue<Selection>,
    taken: RwSignal<Selection>,
    refusal: RwSignal<Option<Refusal>>,
}

impl Choice {
    fn of(booking: &Booking) -> Self {
        let language = page().speech.language;
        let service = Selection { service: Some(booking.service.id.clone()), ..Selection::default() };
        let present = Selection { day: Some(booking.date), hour: Some(booking.time), ..service.clone() };
        let at = RwSignal::new(service);
        let at_service = Memo::new(move |_| at.with(Selection::service_alone));
        let at_day = Memo::new(move |_| at.with(Selection::service_and_day));
        let refresh = RwSignal::new(0);
        let days = Remote::new(move || {
            refresh.track();
            state::upcoming_days(language, at_service.get())
        });
        Self {
            at,
            days,
            later: Remote::new(move || state::later_days(language, days.value())),
            hours: Remote::new(move || {
                refresh.track();
                state::hours(language, at_day.get())
            }),
            refresh,
            present: StoredValue::new(present),
            taken: RwSignal::new(Selection::default()),
            refusal: RwSignal::new(None),
        }
    }

    fn book(self) -> DayBook {
        let later = self.later.value();
        self.days
            .value()
            .map_or_else(DayBook::default, |days| DayBook::new(&days.1, later.as_ref().map_or(&[], |later| &later.1)))
    }

    /// The free hours of the chosen day but the visit's own; `None` while they are being loaded.
    fn free(self) -> Option<Result<DaySlots, Failure>> {
        let wanted = self.at.with(Selection::service_and_day);
        let hours = match self.hours.get()? {
            Ok(hours) if hours.0 == wanted => hours,
            Ok(_) => return None,
            Err(failure) => return Some(Err(failure)),
        };
        let mut free = self.taken.with(|taken| slots::choices(&wanted, &hours.1, taken, None));
        let own = self.present.with_value(|present| present.hour.filter(|_| present.service_and_day() == wanted));
        free.retain(|slot| own != Some(slot.time));
        Some(Ok(DaySlots { slots: free, ..hours.1.clone() }))
    }

    /// The hour to which the visit may go, if it can be had.
    fn target(self) -> Option<MoveRequest> {
        let (date, time) = self.at.with(|at| Some((at.day?, at.hour?)))?;
        let free = self.free()?.ok()?;
        free.slots.iter().any(|slot| slot.time == time).then_some(MoveRequest { date, time })
    }

    fn choose(self, next: Selection) {
        self.refusal.set(None);
        self.at.set(next);
    }
}

/// The calendar for a visit that is to be moved; `close` gives it up.
pub(crate) fn moving(booking: &Booking, visit: Seen, changed: Changed, close: Callback<()>) -> AnyView {
    let speech = page().speech;
    let texts = speech.texts;
    let choice = Choice::of(booking);
    let now = format::date_and_time(speech, booking.date, booking.time);
    let deed = relocation(choice, booking.id, now.clone(), visit, changed);
    let keep = styled("p", "hint").text(&fill(texts.move_now, &[("when", &now)]));
    let has_day = Memo::new(move |_| choice.at.with(|at| at.day.is_some()));
    let part = styled("div", "moving")
        .child(el("h3").id(HEADING).focusable().text(texts.move_heading))
        .child(keep)
        .child(calendar(choice))
        .child(live(move || has_day.get().then(|| hours(speech, choice))))
        .child(live(move || trouble(speech, choice)))
        .child(live(move || confirmation(speech, choice, deed)))
        .child(el("p").child(button("button", move || close.run(())).text(texts.move_keep)));
    part.into()
}

fn calendar(choice: Choice) -> AnyView {
    let calendar = Memo::new(move |_| {
        let book = choice.book();
        let (wanted, chosen) = choice.at.with(|at| (at.month, at.day));
        Calendar { month: book.month_in_view(wanted), book, chosen }
    });
    let loaded = Memo::new(move |_| calendar.with(|calendar| calendar.book.today().is_some()));
    let on_wish = Callback::new(move |wish| {
        let at = choice.at.get_untracked();
        match wish {
            Wish::Month(month) => choice.at.set(at.with_month(month)),
            Wish::Day(day) => {
                choice.choose(at.with_day(Some(day)));
                focus::when_there(FIRST_HOUR);
            }
        }
    });
    live(move || {
        if loaded.get() {
            return Some(day_picker(calendar, on_wish));
        }
        Some(match choice.days.get() {
            Some(Err(failure)) => loading::failed(&failure, move || choice.days.reload()),
            _ => loading::skeleton("calendar"),
        })
    })
}

fn hours(speech: Speech, choice: Choice) -> AnyView {
    // Compared, so that asking again does not draw hours anew that are still the same.
    let free = Memo::new(move |_| choice.free());
    let chosen = Memo::new(move |_| choice.at.get());
    let on_hour = Callback::new(move |(day, time): (NaiveDate, NaiveTime)| {
        choice.choose(choice.at.get_untracked().with_day(Some(day)).with_hour(Some(time)));
    });
    let content = live(move || {
        Some(match free.get() {
            None => loading::skeleton("hours").into(),
            Some(Err(failure)) => loading::failed(&failure, move || choice.hours.reload()).into(),
            Some(Ok(day)) if day.slots.is_empty() => no_hours(speech, &day),
            Some(Ok(day)) => hour_choice(speech, &day, chosen, on_hour),
        })
    });
    let day = move || choice.at.with(|at| at.day.map(|day| format::full_date(speech, day)));
    let of_day = styled("p", "chosen-day").id(CHOSEN_DAY).text_of(move || day().unwrap_or_default());
    together(vec![of_day.into(), content])
}

/// Why the visit was not moved, with the nearest free hours if it was too late for the one that was chosen.
fn trouble(speech: Speech, choice: Choice) -> Option<El> {
    let refusal = choice.refusal.get()?;
    let message = refusal.general.or_else(|| refusal.fields.first().map(|(_, message)| message.clone()))?;
    let mut body = vec![el("p").text(&message).into()];
    if !refusal.alternatives.is_empty() {
        body.push(el("h4").text(speech.texts.alternatives).into());
        let buttons = refusal.alternatives.iter().map(|slot| el("li").child(alternative(speech, choice, slot)));
        body.push(styled("ul", "alternatives").children(buttons).into());
    }
    body.push(call_us());
    Some(alert_with(Some(TROUBLE), body))
}

fn alternative(speech: Speech, choice: Choice, slot: &SlotRef) -> El {
    let (day, hour) = (slot.date, slot.time);
    let (date, time) = (format::short_date(speech, day), format::clock(hour));
    let choose = move || {
        choice.choose(choice.at.get_untracked().with_day(Some(day)).with_hour(Some(hour)));
        focus::when_there(MOVE);
    };
    button("button", choose).text(&fill(speech.texts.short_date_and_time, &[("date", &date), ("time", &time)]))
}

/// Where the visit is to go, and the button that moves it.
fn confirmation(speech: Speech, choice: Choice, deed: Deed) -> Option<El> {
    let texts = speech.texts;
    let to = choice.target()?;
    let when = format::date_and_time(speech, to.date, to.time);
    let act = button("button primary", move || deed.start())
        .id(MOVE)
        .flag("aria-busy", move || deed.pending())
        .flag("aria-disabled", move || deed.pending())
        .text_of(move || if deed.pending() { texts.moving } else { texts.move_yes }.to_owned());
    let words = el("p").attr("role", "status").text(&fill(texts.move_to, &[("when", &when)]));
    Some(styled("div", "move-to").child(words).child(act))
}

/// Moves the visit to what is chosen. Repeating it after a lost answer changes nothing: the visit is there already.
fn relocation(choice: Choice, id: Uuid, before: String, visit: Seen, changed: Changed) -> Deed {
    let speech = page().speech;
    let hand_over = page().hand_over;
    Deed::new(move || {
        let before = before.clone();
        async move {
            let to = untrack(|| choice.target()).ok_or(Failure::Broken)?;
            let token = visit::token(id).ok_or(Failure::Broken)?;
            match api::client(speech.language).move_booking(id, &token, &to).await.map_err(Failure::from) {
                Ok(booking) => {
                    changed.set(Some(fill(speech.texts.moved, &[("when", &before)])));
                    visit::remember(&booking);
                    hand_over.give(booking);
                    visit.reload();
                    focus::when_there("title");
                    Ok(())
                }
                Err(failure) => {
                    choice.lose(to, &failure, Refusal::of(&failure, speech.texts));
                    Err(failure)
                }
            }
        }
    })
}

impl Choice {
    /// The place was not won: the visit is where it was.
    fn lose(self, to: MoveRequest, failure: &Failure, refusal: Refusal) {
        if failure.code() == Some(ProblemCode::SlotFull) {
            let service = self.at.with_untracked(Selection::service_alone);
            self.taken.set(service.with_day(Some(to.date)).with_hour(Some(to.time)));
        }
        if !refusal.retry {
            self.refresh.update(|count| *count += 1);
        }
        self.refusal.set(Some(refusal));
        focus::when_there(TROUBLE);
    }
}
