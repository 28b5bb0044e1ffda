//! The office itself: what stands at the file's top, and its terms.

use super::Files;
use super::html;
use super::pools::{closures, pool, time};
use super::profile::profile;
use super::reader::{Entry, Section};
use super::services::{Context, categories, service};
use super::value::{Unique, email, https_url, lines, localised, phone, slug};
use crate::domain::plan::{BookingRules, Holidays, Office, ReleaseRule, Terms};
use chrono::{DateTime, Utc};
use shared::fields::parse_name;

/// The longest margin before a visit, in minutes: four weeks.
const MAX_NOTICE: u16 = 28 * 24 * 60;
/// The longest margin around a visit within which its ticket can be drawn, in minutes: a day.
const MAX_TICKET: u16 = 24 * 60;
/// The largest limit of bookings that still is one.
const MAX_BOOKINGS: u16 = 1000;

/// Reads the whole file.
pub(super) fn office(mut fields: Section<'_>, files: Files<'_>) -> Option<Office> {
    let id = fields.required("id").and_then(|entry| slug(&entry));
    let name = fields.required("name").and_then(|entry| lines(&entry));
    let address = fields.required("address").and_then(|entry| lines(&entry));
    let phone = fields.optional("phone").and_then(|entry| phone(&entry));
    let email = fields.optional("email").and_then(|entry| email(&entry));
    let website = fields.optional("website").and_then(|entry| https_url(&entry));
    let profile = profile(&mut fields, files);
    let timezone = fields.required("timezone").and_then(|entry| {
        entry.parse("a time zone of the IANA database, such as Europe/Warsaw", |text| text.parse().ok())
    });
    let holidays = fields.required("holidays").and_then(|entry| {
        entry.parse("poland or none", |text| match text {
            "poland" => Some(Holidays::Poland),
            "none" => Some(Holidays::None),
            _ => None,
        })
    });
    let release = fields.section("release").and_then(release);
    let rules = fields.section("rules").and_then(rules);
    let closures = closures(&fields.list("closures"), &mut Unique::default());
    let mut pool_ids = Unique::default();
    let pools: Vec<_> = fields.filled_list("pools").iter().filter_map(|entry| pool(entry, &mut pool_ids)).collect();
    let categories = fields.section("categories").map(|section| categories(&section)).unwrap_or_default();
    let mut context = Context {
        pool_ids: &pool_ids,
        pools: &pools,
        categories: &categories,
        ids: Unique::default(),
        letters: Unique::default(),
    };
    let services = fields.filled_list("services").iter().filter_map(|entry| service(entry, &mut context)).collect();
    let terms = terms(&fields.filled_list("terms"));
    fields.finish();
    Some(Office {
        id: id?,
        name: name?,
        address: address?,
        phone,
        email,
        website,
        profile,
        timezone: timezone?,
        holidays: holidays?,
        release: release?,
        rules: rules?,
        closures,
        pools,
        services,
        terms,
    })
}

fn release(mut fields: Section<'_>) -> Option<ReleaseRule> {
    let horizon_days = fields.required("horizon_days").and_then(|entry| entry.integer(1..=366));
    let opens_at = fields.required("opens_at").and_then(|entry| time(&entry));
    fields.finish();
    Some(ReleaseRule { horizon_days: horizon_days?, opens_at: opens_at? })
}

fn rules(mut fields: Section<'_>) -> Option<BookingRules> {
    let mut number = |key, range| fields.required(key).and_then(|entry| entry.integer(range));
    let min_notice = number("min_notice_minutes", 0..=MAX_NOTICE);
    let change_until = number("change_until_minutes", 0..=MAX_NOTICE);
    // With a limit of one, an answer would tell whether an address has a booking.
    let per_service_and_day = number("per_service_and_day", 2..=MAX_BOOKINGS);
    let active = number("active", 2..=MAX_BOOKINGS);
    let ticket_opens = number("ticket_opens_minutes", 0..=MAX_TICKET);
    let ticket_closes = number("ticket_closes_minutes", 0..=MAX_TICKET);
    fields.finish();
    Some(BookingRules {
        min_notice_minutes: min_notice?.into(),
        change_until_minutes: change_until?.into(),
        per_service_and_day: per_service_and_day?,
        active: active?,
        ticket_opens_minutes: ticket_opens?.into(),
        ticket_closes_minutes: ticket_closes?.into(),
    })
}

/// Reads `[[terms]]`, oldest first.
fn terms(entries: &[Entry<'_>]) -> Vec<Terms> {
    let mut versions = Unique::default();
    let mut latest: Option<DateTime<Utc>> = None;
    let mut read = |entry: &Entry<'_>| {
        let mut fields = entry.section()?;
        let version = fields.required("version").and_then(|entry| {
            let version = entry.parse("a version of 1 to 64 visible ASCII characters", parse_name)?;
            versions.claim(&entry, &version);
            Some(version)
        });
        let published_at = fields.required("published_at").and_then(|entry| {
            let instant = entry.parse("an instant such as 2026-11-01T00:00:00+01:00", |text| {
                DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc())
            })?;
            if latest.replace(instant).is_some_and(|latest| latest >= instant) {
                entry.fault("must be later than that of the version before: the oldest version comes first");
            }
            Some(instant)
        });
        let html = fields.required("html").and_then(|entry| localised(&entry, terms_html));
        fields.finish();
        Some(Terms { version: version?, published_at: published_at?, html: html? })
    };
    entries.iter().filter_map(&mut read).collect()
}

fn terms_html(entry: &Entry<'_>) -> Option<String> {
    match html::clean(entry.text()?) {
        Ok(html) => Some(html),
        Err(faults) => {
            for fault in faults {
                entry.fault_in_line(fault.line, fault.message);
            }
            None
        }
    }
}
