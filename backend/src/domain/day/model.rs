//! A slow, obvious model of what a day offers: it walks through every minute of the world's clock and asks what the
//! office's clock shows, where the real code computes.

use crate::domain::day::{DayView, Hour, Offer};
use crate::domain::holidays::polish_holiday;
use crate::domain::plan::{
    BookingRules, Closure, DeskPool, Holidays, Hours, Localised, Office, OpeningRule, ReleaseRule, Service,
    SpecialHours,
};
use crate::domain::profile::Profile;
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Europe::Warsaw;
use proptest::prelude::*;
use shared::availability::DayStatus;
use std::collections::HashMap;
use std::num::NonZeroU16;

#[derive(Debug, Clone)]
struct Case {
    office: Office,
    date: NaiveDate,
    now: DateTime<Utc>,
    /// Places taken by local minute of the day.
    taken: HashMap<u32, u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ModelSlot {
    time: NaiveTime,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    desks: u32,
}

/// The days around both changes of the clock, holidays, a leap day and a year's end.
fn dates() -> impl Strategy<Value = NaiveDate> {
    let days = [
        "2026-03-28",
        "2026-03-29",
        "2026-03-30",
        "2026-10-24",
        "2026-10-25",
        "2026-10-26",
        "2027-03-28",
        "2027-10-31",
        "2026-12-24",
        "2026-12-25",
        "2026-12-31",
        "2027-01-01",
        "2028-02-29",
        "2027-03-29",
        "2027-05-27",
        "2026-12-07",
    ];
    prop::sample::select(days.map(|day| day.parse::<NaiveDate>().unwrap()).to_vec())
}

fn time(minute: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minute.min(1_439) * 60, 0).unwrap()
}

fn hours() -> impl Strategy<Value = Hours> {
    (0_u32..1_380, 5_u32..480, 5_u16..70, 1_u16..4).prop_map(|(from, length, slot, desks)| Hours {
        from: time(from),
        to: time((from + length).min(1_439)),
        slot_minutes: NonZeroU16::new(slot).unwrap(),
        desks,
    })
}

prop_compose! {
    fn cases()(
        date in dates(),
        regular in hours(),
        special in prop::option::of(hours()),
        every_day in any::<bool>(),
        closed in prop::bool::weighted(0.1),
        holidays in any::<bool>(),
        slots in 1_u16..4,
        notice in prop::sample::select(vec![0_u32, 0, 45, 1_440]),
        horizon_days in 1_u16..40,
        opens_at in 0_u32..1_440,
        // From before the release until after the day.
        now in prop_oneof![-3_000_i64..3_000, -60_000_i64..3_000],
        taken in prop::collection::hash_map(0_u32..1_440, 0_u32..5, 0..40),
    ) -> Case {
        let text = |text: &str| Localised { pl: text.to_owned(), en: text.to_owned(), uk: text.to_owned(), de: text.to_owned() };
        let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
        let rule = |weekday| OpeningRule { weekday, hours: regular, valid_from: None, valid_to: None };
        let office = Office {
            id: "office".to_owned(), name: text("office"), address: text("address"), phone: None, email: None,
            website: None, profile: Profile::default(), timezone: Warsaw,
            holidays: if holidays { Holidays::Poland } else { Holidays::None },
            release: ReleaseRule { horizon_days, opens_at: time(opens_at) },
            rules: BookingRules {
                min_notice_minutes: notice, change_until_minutes: 0, per_service_and_day: 2, active: 5,
                ticket_opens_minutes: 30, ticket_closes_minutes: 10,
            },
            closures: if closed { vec![Closure { date, reason: text("closed") }] } else { vec![] },
            pools: vec![DeskPool {
                id: "pool".to_owned(), name: "pool".to_owned(),
                opening: weekdays[..if every_day { 7 } else { 5 }].iter().copied().map(rule).collect(),
                special_hours: special.map(|hours| SpecialHours { date, hours }).into_iter().collect(),
                closures: vec![],
            }],
            services: vec![Service {
                id: "service".to_owned(), pool_id: "pool".to_owned(), name: text("service"), category: text("all"),
                scope: Localised { pl: vec![], en: vec![], uk: vec![], de: vec![] }, details_url: None,
                slots: NonZeroU16::new(slots).unwrap(), ticket_letter: 'S',
            }],
            terms: vec![],
        };
        let noon = Warsaw.from_local_datetime(&date.and_hms_opt(12, 0, 0).unwrap()).unwrap().to_utc();
        Case { office, date, now: noon + Duration::minutes(now), taken }
    }
}

/// Every minute of the world's clock at which the office's clock shows this date, with what it shows. An hour that comes
/// twice counts once.
fn minutes_of(date: NaiveDate) -> Vec<(u32, DateTime<Utc>)> {
    let start = date.and_hms_opt(0, 0, 0).unwrap().and_utc() - Duration::hours(14);
    let mut minutes: Vec<(u32, DateTime<Utc>)> = Vec::new();
    for minute in 0..(52 * 60) {
        let instant = start + Duration::minutes(minute);
        let local = instant.with_timezone(&Warsaw);
        let shown = local.hour() * 60 + local.minute();
        if local.date_naive() == date && minutes.iter().all(|(seen, _)| *seen != shown) {
            minutes.push((shown, instant));
        }
    }
    minutes
}

fn model_slots(case: &Case) -> Vec<ModelSlot> {
    let pool = &case.office.pools[0];
    if case.office.closures.iter().any(|closure| closure.date == case.date) {
        return Vec::new();
    }
    let hours = if let Some(special) = pool.special_hours.iter().find(|special| special.date == case.date) {
        special.hours
    } else if case.office.holidays == Holidays::Poland && polish_holiday(case.date).is_some() {
        return Vec::new();
    } else if let Some(rule) = pool.opening.iter().find(|rule| rule.weekday == case.date.weekday()) {
        rule.hours
    } else {
        return Vec::new();
    };
    let minute = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
    let length = u32::from(hours.slot_minutes.get());
    let (from, to) = (minute(hours.from), minute(hours.to));
    minutes_of(case.date)
        .into_iter()
        .filter(|(shown, _)| *shown >= from && (*shown - from).is_multiple_of(length) && *shown + length <= to)
        .map(|(shown, starts_at)| ModelSlot {
            time: time(shown),
            starts_at,
            ends_at: starts_at + Duration::minutes(length.into()),
            desks: hours.desks.into(),
        })
        .collect()
}

fn taken_at(case: &Case, instant: DateTime<Utc>) -> u32 {
    let local = instant.with_timezone(&Warsaw);
    case.taken.get(&(local.hour() * 60 + local.minute())).copied().unwrap_or(0)
}

/// All starts, whatever the time is.
fn model_hours(case: &Case) -> Vec<Hour> {
    let slots = model_slots(case);
    let needed = usize::from(case.office.services[0].slots.get());
    let mut hours = Vec::new();
    for (index, first) in slots.iter().enumerate() {
        let mut end = first.starts_at;
        let mut free = u32::MAX;
        let mut fits = true;
        for step in 0..needed {
            match slots.get(index + step) {
                Some(slot) if slot.starts_at == end => {
                    end = slot.ends_at;
                    free = free.min(slot.desks.saturating_sub(taken_at(case, slot.starts_at)));
                }
                _ => fits = false,
            }
        }
        if fits {
            hours.push(Hour { time: first.time, starts_at: first.starts_at, ends_at: end, free });
        }
    }
    hours
}

/// The first minute at which the office's clock shows the release's moment or a later one.
fn model_released_at(case: &Case) -> DateTime<Utc> {
    let release = case.office.release;
    let day = case.date - Duration::days(release.horizon_days.into());
    let minute = release.opens_at.num_seconds_from_midnight() / 60;
    minutes_of(day).into_iter().filter(|(shown, _)| *shown >= minute).map(|(_, instant)| instant).min().unwrap()
}

fn model_status(case: &Case) -> (DayStatus, Vec<Hour>) {
    let today = case.now.with_timezone(&Warsaw).date_naive();
    let all = model_hours(case);
    let notice = Duration::minutes(case.office.rules.min_notice_minutes.into());
    let ahead: Vec<Hour> = all.iter().filter(|hour| hour.starts_at - notice > case.now).copied().collect();
    if case.date < today {
        (DayStatus::Past, vec![])
    } else if all.is_empty() {
        (DayStatus::Closed, vec![])
    } else if ahead.is_empty() {
        (DayStatus::Past, vec![])
    } else if case.now < model_released_at(case) {
        (DayStatus::Unreleased, vec![])
    } else if ahead.iter().all(|hour| hour.free == 0) {
        (DayStatus::Full, ahead)
    } else {
        (DayStatus::Available, ahead)
    }
}

fn offer(case: &Case) -> Offer<'_> {
    Offer { office: &case.office, pool: &case.office.pools[0], service: &case.office.services[0] }
}

fn view(case: &Case, now: DateTime<Utc>) -> DayView<'_> {
    offer(case).view(case.date, now, |starts_at, desks| u32::from(desks).saturating_sub(taken_at(case, starts_at)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_day_is_what_the_slow_model_says(case in cases()) {
        let view = view(&case, case.now);
        let (status, hours) = model_status(&case);
        prop_assert_eq!(view.status, status);
        prop_assert_eq!(&view.hours, &hours);
        prop_assert_eq!(view.released_at, (status == DayStatus::Unreleased).then(|| model_released_at(&case)));
    }

    #[test]
    fn an_hour_is_bookable_exactly_when_it_is_shown(case in cases()) {
        let view = view(&case, case.now);
        for minute in 0..1_440 {
            let place = crate::domain::place::find_place(&offer(&case), case.date, time(minute), case.now);
            let shown = view.hours.iter().find(|hour| hour.time == time(minute));
            prop_assert_eq!(place.is_ok(), shown.is_some());
            if let (Ok(start), Some(hour)) = (place, shown) {
                prop_assert_eq!((start.starts_at, start.ends_at), (hour.starts_at, hour.ends_at));
            }
        }
    }

    #[test]
    fn nothing_changes_before_the_instant_that_is_named(case in cases()) {
        let before = view(&case, case.now);
        let Some(changes_at) = before.changes_at else {
            // Only what is over stays as it is.
            prop_assert_eq!(before.status, DayStatus::Past);
            return Ok(());
        };
        prop_assert!(changes_at > case.now);
        let just_before = view(&case, changes_at - Duration::microseconds(1));
        prop_assert_eq!((&just_before.status, &just_before.hours), (&before.status, &before.hours));
        let then = view(&case, changes_at);
        prop_assert_ne!((then.status, &then.hours), (before.status, &before.hours));
    }
}
