//! What is offered: the Opole sample for the reads, and for each round an office with so many desks that no round books
//! it out.

use crate::Outcome;
use crate::requests::SlotText;
use backend::domain::plan::{
    BookingRules, DeskPool, Holidays, Hours, Localised, Office, OpeningRule, ReleaseRule, Service, Terms,
};
use backend::domain::profile::Profile;
use backend::import::{OPOLE, parse_office};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use std::num::NonZeroU16;

/// Desks of each slot: as many as the schema allows.
pub(crate) const DESKS: u16 = 500;

/// Desks of the slot that is full.
pub(crate) const FEW_DESKS: u16 = 2;

/// Slots of a day for which a crowd waits, and desks of each.
const RELEASED_SLOTS: u16 = 20;
const RELEASED_DESKS: u16 = 5;

/// Places of a day for which a crowd waits.
pub(crate) const RELEASED_PLACES: u16 = RELEASED_SLOTS * RELEASED_DESKS;

/// The version of the terms.
pub(crate) const TERMS: &str = "bench";

/// Days that can be booked, from tomorrow on.
const DAYS: u64 = 30;

const FIRST_HOUR: NaiveTime = NaiveTime::MIN;
const SLOT_MINUTES: u16 = 30;
const SLOTS_A_DAY: u16 = 40;

/// What the services of a round are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Bookings all over its slots.
    Spread,
    /// All on one slot at a time.
    OneSlot,
    /// Written straight through diesel.
    Direct,
    /// A slot that is full.
    Full,
    /// Tickets at a kiosk.
    Kiosk,
    /// A day with [`RELEASED_PLACES`] places for which a crowd waits.
    Release,
}

impl Use {
    const ALL: [Self; 6] = [Self::Spread, Self::OneSlot, Self::Direct, Self::Full, Self::Kiosk, Self::Release];

    /// The id of the service of a round, which is its pool's too.
    pub(crate) fn service(self, round: u32) -> String {
        let name = match self {
            Self::Spread => "spread",
            Self::OneSlot => "one-slot",
            Self::Direct => "direct",
            Self::Full => "full",
            Self::Kiosk => "kiosk",
            Self::Release => "release",
        };
        format!("{name}-{round}")
    }

    const fn desks(self) -> u16 {
        match self {
            Self::Full => FEW_DESKS,
            Self::Release => RELEASED_DESKS,
            _ => DESKS,
        }
    }

    const fn slots_a_day(self) -> u16 {
        if matches!(self, Self::Release) { RELEASED_SLOTS } else { SLOTS_A_DAY }
    }
}

/// The office of a round.
pub(crate) fn of_round(round: u32) -> Office {
    let pools = Use::ALL.map(|purpose| pool(purpose, round));
    let services = Use::ALL.into_iter().zip('A'..).map(|(purpose, letter)| Service {
        id: purpose.service(round),
        pool_id: purpose.service(round),
        name: same(format!("Measurement {round}")),
        category: same("Measurements".to_owned()),
        scope: same(vec!["Whatever is measured".to_owned()]),
        details_url: None,
        slots: NonZeroU16::MIN,
        ticket_letter: letter,
    });
    Office {
        id: office_id(round),
        name: same("Office of measurements".to_owned()),
        address: same("1 Measure Street, Opole".to_owned()),
        phone: None,
        email: None,
        website: None,
        profile: Profile::default(),
        timezone: chrono_tz::UTC,
        holidays: Holidays::None,
        release: ReleaseRule { horizon_days: 30, opens_at: NaiveTime::MIN },
        rules: BookingRules {
            min_notice_minutes: 0,
            change_until_minutes: 0,
            per_service_and_day: 2,
            active: 5,
            // Kiosks give tickets for visits of any day.
            ticket_opens_minutes: 60 * 24 * 60,
            ticket_closes_minutes: 10,
        },
        closures: Vec::new(),
        pools: pools.to_vec(),
        services: services.collect(),
        terms: vec![Terms {
            version: TERMS.to_owned(),
            published_at: DateTime::UNIX_EPOCH,
            html: same("<p>Terms</p>".to_owned()),
        }],
    }
}

/// The id of the office of a round.
pub(crate) fn office_id(round: u32) -> String {
    format!("bench-{round}")
}

fn pool(purpose: Use, round: u32) -> DeskPool {
    let length = i64::from(SLOT_MINUTES) * i64::from(purpose.slots_a_day());
    let hours = Hours {
        from: FIRST_HOUR,
        to: FIRST_HOUR + Duration::minutes(length),
        slot_minutes: NonZeroU16::new(SLOT_MINUTES).unwrap_or(NonZeroU16::MIN),
        desks: purpose.desks(),
    };
    let weekdays = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7);
    let rule = |weekday| OpeningRule { weekday, hours, valid_from: None, valid_to: None };
    DeskPool {
        id: purpose.service(round),
        name: "Desks".to_owned(),
        opening: weekdays.map(rule).collect(),
        special_hours: Vec::new(),
        closures: Vec::new(),
    }
}

/// Every slot that can be booked, as long as `today` and the day after last.
pub(crate) fn slots(today: NaiveDate) -> Vec<DateTime<Utc>> {
    let days = (1..DAYS).filter_map(|day| today.checked_add_days(Days::new(day)));
    let starts = |day: NaiveDate| {
        let first = day.and_time(FIRST_HOUR).and_utc();
        (0..SLOTS_A_DAY).map(move |index| first + Duration::minutes(i64::from(index) * i64::from(SLOT_MINUTES)))
    };
    days.flat_map(starts).collect()
}

/// An office whose last day opens at an instant of the near future: that day, and its slots.
pub(crate) fn about_to_release(at: DateTime<Utc>) -> (Office, Vec<SlotText>) {
    let mut office = of_round(0);
    office.release.opens_at = at.time();
    let day = at.date_naive() + Days::new(office.release.horizon_days.into());
    let first = day.and_time(FIRST_HOUR).and_utc();
    let start = |index: u16| first + Duration::minutes(i64::from(index) * i64::from(SLOT_MINUTES));
    (office, (0..RELEASED_SLOTS).map(|index| as_text(&start(index))).collect())
}

/// A slot as a request names it.
pub(crate) fn as_text(start: &DateTime<Utc>) -> SlotText {
    (start.format("%Y-%m-%d").to_string(), start.format("%H:%M").to_string())
}

/// How long a slot is.
pub(crate) fn slot_length() -> Duration {
    Duration::minutes(SLOT_MINUTES.into())
}

/// The Opole sample, open from tomorrow on: so the clock changes none of its answers before midnight.
pub(crate) fn sample(today: NaiveDate) -> Outcome<Office> {
    let mut office = parse_office(OPOLE).map_err(|faults| format!("the sample: {faults:?}"))?;
    for rule in office.pools.iter_mut().flat_map(|pool| &mut pool.opening) {
        rule.valid_from = today.succ_opt();
    }
    Ok(office)
}

fn same<T: Clone>(text: T) -> Localised<T> {
    Localised { pl: text.clone(), en: text.clone(), uk: text.clone(), de: text }
}
