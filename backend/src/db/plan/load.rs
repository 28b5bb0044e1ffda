//! Reading the plan.

use super::rows::{
    OfficeClosureRow, OfficeRow, OpeningRuleRow, PoolClosureRow, PoolRow, ServiceRow, SpecialHoursRow, TermsRow,
};
use super::unknown;
use crate::db::DbConn;
use crate::db::schema::{
    desk_pools, office_closures, offices, opening_rules, pool_closures, services, special_hours, terms,
};
use crate::domain::plan::{
    BookingRules, Closure, DeskPool, Holidays, Hours, Localised, Office, OpeningRule, Plan, ReleaseRule, Service,
    SpecialHours, Terms,
};
use crate::domain::profile::Profile;
use chrono::{NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use std::num::NonZeroU16;

/// How many offices there are.
pub fn office_count(conn: &mut DbConn) -> QueryResult<i64> {
    offices::table.count().get_result(conn)
}

/// Reads the whole plan.
pub fn load(conn: &mut DbConn) -> QueryResult<Plan> {
    let rows: Vec<OfficeRow> = offices::table.order(offices::ordinal).select(OfficeRow::as_select()).load(conn)?;
    let offices = rows.into_iter().map(|row| office(conn, row)).collect::<QueryResult<_>>()?;
    Ok(Plan { offices, ..Plan::default() })
}

fn office(conn: &mut DbConn, row: OfficeRow) -> QueryResult<Office> {
    let closures: Vec<OfficeClosureRow> = office_closures::table
        .filter(office_closures::office_id.eq(&row.id))
        .order(office_closures::date)
        .select(OfficeClosureRow::as_select())
        .load(conn)?;
    let pools: Vec<PoolRow> = desk_pools::table
        .filter(desk_pools::office_id.eq(&row.id))
        .order(desk_pools::ordinal)
        .select(PoolRow::as_select())
        .load(conn)?;
    let services: Vec<ServiceRow> = services::table
        .filter(services::office_id.eq(&row.id))
        .order(services::ordinal)
        .select(ServiceRow::as_select())
        .load(conn)?;
    let terms: Vec<TermsRow> = terms::table
        .filter(terms::office_id.eq(&row.id))
        .order(terms::published_at)
        .select(TermsRow::as_select())
        .load(conn)?;
    Ok(Office {
        name: localised(&row.name)?,
        address: localised(&row.address)?,
        phone: row.phone,
        email: row.email,
        website: row.website,
        profile: profile(row.profile.as_deref())?,
        timezone: row.timezone.parse().map_err(|_| unknown("time zone"))?,
        holidays: match row.holidays.as_str() {
            "none" => Holidays::None,
            "poland" => Holidays::Poland,
            _ => return Err(unknown("holidays")),
        },
        release: ReleaseRule { horizon_days: number(row.horizon_days)?, opens_at: row.opens_at },
        rules: BookingRules {
            min_notice_minutes: number(row.min_notice_minutes)?,
            change_until_minutes: number(row.change_until_minutes)?,
            per_service_and_day: number(row.per_service_and_day)?,
            active: number(row.active)?,
            ticket_opens_minutes: number(row.ticket_opens_minutes)?,
            ticket_closes_minutes: number(row.ticket_closes_minutes)?,
        },
        closures: closures.iter().map(|row| closure(row.date, &row.reason)).collect::<QueryResult<_>>()?,
        pools: pools.into_iter().map(|row| pool(conn, row)).collect::<QueryResult<_>>()?,
        services: services.into_iter().map(service).collect::<QueryResult<_>>()?,
        terms: terms.into_iter().map(terms_version).collect::<QueryResult<_>>()?,
        id: row.id,
    })
}

fn pool(conn: &mut DbConn, row: PoolRow) -> QueryResult<DeskPool> {
    let opening: Vec<OpeningRuleRow> = opening_rules::table
        .filter(opening_rules::pool_id.eq(&row.id))
        .order(opening_rules::ordinal)
        .select(OpeningRuleRow::as_select())
        .load(conn)?;
    let special: Vec<SpecialHoursRow> = special_hours::table
        .filter(special_hours::pool_id.eq(&row.id))
        .order(special_hours::ordinal)
        .select(SpecialHoursRow::as_select())
        .load(conn)?;
    let closures: Vec<PoolClosureRow> = pool_closures::table
        .filter(pool_closures::pool_id.eq(&row.id))
        .order(pool_closures::date)
        .select(PoolClosureRow::as_select())
        .load(conn)?;
    Ok(DeskPool {
        id: row.id,
        name: row.name,
        opening: opening.iter().map(opening_rule).collect::<QueryResult<_>>()?,
        special_hours: special
            .into_iter()
            .map(|row| {
                let hours = hours(row.opens, row.closes, row.slot_minutes, row.desks)?;
                Ok(SpecialHours { date: row.date, hours })
            })
            .collect::<QueryResult<_>>()?,
        closures: closures.iter().map(|row| closure(row.date, &row.reason)).collect::<QueryResult<_>>()?,
    })
}

fn opening_rule(row: &OpeningRuleRow) -> QueryResult<OpeningRule> {
    let from_monday: u8 = number(row.weekday - 1)?;
    Ok(OpeningRule {
        weekday: Weekday::try_from(from_monday).map_err(|_| unknown("weekday"))?,
        hours: hours(row.opens, row.closes, row.slot_minutes, row.desks)?,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

fn hours(from: NaiveTime, to: NaiveTime, slot_minutes: i32, desks: i32) -> QueryResult<Hours> {
    Ok(Hours { from, to, slot_minutes: positive(slot_minutes)?, desks: number(desks)? })
}

fn service(row: ServiceRow) -> QueryResult<Service> {
    Ok(Service {
        name: localised(&row.name)?,
        category: localised(&row.category)?,
        scope: localised(&row.scope)?,
        details_url: row.details_url,
        slots: positive(row.slots)?,
        ticket_letter: row.ticket_letter.chars().next().ok_or_else(|| unknown("ticket letter"))?,
        id: row.id,
        pool_id: row.pool_id,
    })
}

fn terms_version(row: TermsRow) -> QueryResult<Terms> {
    let published_at = Utc.from_utc_datetime(&row.published_at);
    Ok(Terms { version: row.version, published_at, html: localised(&row.html)? })
}

fn closure(date: NaiveDate, reason: &str) -> QueryResult<Closure> {
    Ok(Closure { date, reason: localised(reason)? })
}

fn localised<T: DeserializeOwned>(json: &str) -> QueryResult<Localised<T>> {
    serde_json::from_str(json).map_err(|_| unknown("text"))
}

/// An office from before there were profiles has none.
fn profile(json: Option<&str>) -> QueryResult<Profile> {
    json.map_or_else(|| Ok(Profile::default()), |json| serde_json::from_str(json).map_err(|_| unknown("profile")))
}

fn number<T: TryFrom<i32>>(value: i32) -> QueryResult<T> {
    T::try_from(value).map_err(|_| unknown("number"))
}

fn positive(value: i32) -> QueryResult<NonZeroU16> {
    NonZeroU16::new(number(value)?).ok_or_else(|| unknown("number"))
}
