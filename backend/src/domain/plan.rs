//! The plan: what an office offers and when, as it was imported. Everything here is given; nothing is decided.

use super::day::Offer;
use super::hold::HoldRule;
use super::profile::Profile;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use shared::Language;
use std::num::NonZeroU16;

/// A text in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localised<T = String> {
    /// Polish
    pub pl: T,
    /// English
    pub en: T,
    /// Ukrainian
    pub uk: T,
    /// German
    pub de: T,
}

impl<T> Localised<T> {
    /// The text in `language`.
    pub const fn get(&self, language: Language) -> &T {
        match language {
            Language::Pl => &self.pl,
            Language::En => &self.en,
            Language::Uk => &self.uk,
            Language::De => &self.de,
        }
    }
}

/// All offices with what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The offices, in the order in which they are listed.
    pub offices: Vec<Office>,
    /// For how long hours are held.
    pub holds: HoldRule,
}

/// A public office with its pools of desks, services and terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Slug, unique among offices.
    pub id: String,
    /// Name.
    pub name: Localised,
    /// Street, building, town.
    pub address: Localised,
    /// Telephone for help.
    pub phone: Option<String>,
    /// E-mail address for help, also where replies to our e-mails go.
    pub email: Option<String>,
    /// The office's own page.
    pub website: Option<String>,
    /// How it presents itself.
    pub profile: Profile,
    /// Time zone of all its dates and times.
    pub timezone: Tz,
    /// Which public holidays close it.
    pub holidays: Holidays,
    /// When days open for booking.
    pub release: ReleaseRule,
    /// Limits and margins.
    pub rules: BookingRules,
    /// Dates on which all its pools are closed, each once.
    pub closures: Vec<Closure>,
    /// Pools of desks, in import order.
    pub pools: Vec<DeskPool>,
    /// Services, in the order of the drop-down.
    pub services: Vec<Service>,
    /// Versions of the terms, oldest first; the last one published is in force. Never empty.
    pub terms: Vec<Terms>,
}

/// Which country's public holidays close an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holidays {
    /// None: every closure is listed.
    None,
    /// Poland's.
    Poland,
}

/// When a day opens for booking: `horizon_days` before it, at `opens_at` of the office's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleaseRule {
    /// Calendar days, 1 to 366.
    pub horizon_days: u16,
    /// The moment of the day at which a new day opens.
    pub opens_at: NaiveTime,
}

/// Limits and margins of booking and of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookingRules {
    /// An hour can be booked until so many minutes before it begins.
    pub min_notice_minutes: u32,
    /// A visit can be moved or cancelled until so many minutes before it begins.
    pub change_until_minutes: u32,
    /// Bookings per e-mail address, service and day; at least 2.
    pub per_service_and_day: u16,
    /// Bookings that lie ahead per e-mail address; at least 2.
    pub active: u16,
    /// The ticket can be drawn from so many minutes before the visit.
    pub ticket_opens_minutes: u32,
    /// The ticket can be drawn until so many minutes after the visit's hour.
    pub ticket_closes_minutes: u32,
}

/// A date on which an office, or one pool, is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The day at the office.
    pub date: NaiveDate,
    /// Why, for residents.
    pub reason: Localised,
}

/// The desks that serve one or more services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPool {
    /// Slug, unique among all pools.
    pub id: String,
    /// Name, for the staff.
    pub name: String,
    /// Regular hours. Those of the same weekday and overlapping validity do not overlap in time.
    pub opening: Vec<OpeningRule>,
    /// Hours of single dates instead of the regular ones; several hours of the same date do not overlap.
    pub special_hours: Vec<SpecialHours>,
    /// Dates on which this pool is closed though the office is open, each once.
    pub closures: Vec<Closure>,
}

/// Regular hours of a pool on one weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRule {
    /// The weekday.
    pub weekday: Weekday,
    /// Hours and desks.
    pub hours: Hours,
    /// First day, if limited.
    pub valid_from: Option<NaiveDate>,
    /// Last day, if limited.
    pub valid_to: Option<NaiveDate>,
}

/// Hours of one date that take the place of the regular ones, also on a public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialHours {
    /// The day at the office.
    pub date: NaiveDate,
    /// Hours and desks.
    pub hours: Hours,
}

/// A stretch of a day cut into slots: `from`, `from + slot_minutes`, …; a slot that would end after `to` is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Start of the first slot.
    pub from: NaiveTime,
    /// End of the last slot at the latest; after `from`.
    pub to: NaiveTime,
    /// Length of a slot, 5 to 240.
    pub slot_minutes: NonZeroU16,
    /// Places per slot, 1 to 500.
    pub desks: u16,
}

/// A matter for which a visit can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Slug, unique among all services.
    pub id: String,
    /// The pool that serves it.
    pub pool_id: String,
    /// Name in the system.
    pub name: Localised,
    /// The group it stands in.
    pub category: Localised,
    /// The matters it covers; as many in each language.
    pub scope: Localised<Vec<String>>,
    /// Documents, fees and forms on the city's platform.
    pub details_url: Option<String>,
    /// Consecutive slots that a visit takes, 1 to 16.
    pub slots: NonZeroU16,
    /// First letter of its tickets, unique within the office: `A` to `Z`.
    pub ticket_letter: char,
}

/// A version of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Its name, which bookings refer to; unique within the office.
    pub version: String,
    /// Since when it is in force.
    pub published_at: DateTime<Utc>,
    /// The text, cleaned to a fixed list of elements.
    pub html: Localised,
}

impl Plan {
    /// The service with this slug, with all that decides about its days.
    pub fn offer(&self, service_id: &str) -> Option<Offer<'_>> {
        self.offices.iter().find_map(|office| {
            let service = office.services.iter().find(|service| service.id == service_id)?;
            let pool = office.pools.iter().find(|pool| pool.id == service.pool_id)?;
            Some(Offer { office, pool, service })
        })
    }
}

impl Office {
    /// The terms in force at `now`: the last ones published, or the first ever.
    pub fn terms_in_force(&self, now: DateTime<Utc>) -> Option<&Terms> {
        let published = self.terms.iter().rev().find(|terms| terms.published_at <= now);
        published.or_else(|| self.terms.first())
    }
}
