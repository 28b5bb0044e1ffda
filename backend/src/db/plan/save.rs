//! Writing an office that is new.

use super::rows::{
    OfficeClosureRow, OfficeRow, OpeningRuleRow, PoolClosureRow, PoolRow, ServiceRow, SpecialHoursRow, TermsRow,
};
use crate::db::DbConn;
use crate::db::schema::{
    desk_pools, office_closures, offices, opening_rules, pool_closures, services, special_hours, terms,
};
use crate::domain::plan::{DeskPool, Holidays, Office};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde::Serialize;

/// Keeps other servers from writing an office until the transaction ends.
pub fn lock(conn: &mut DbConn) -> QueryResult<()> {
    match conn {
        DbConn::Pg(conn) => conn.batch_execute("LOCK TABLE offices IN EXCLUSIVE MODE"),
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// Writes an office with all that belongs to it, as the `ordinal`-th in the list.
pub fn insert_office(conn: &mut DbConn, office: &Office, ordinal: i32) -> QueryResult<()> {
    diesel::insert_into(offices::table).values(office_row(office, ordinal)?).execute(conn)?;
    insert_closures(conn, office)?;
    for (ordinal, pool) in (0..).zip(&office.pools) {
        insert_pool(conn, &office.id, pool, ordinal)?;
    }
    for (ordinal, service) in (0..).zip(&office.services) {
        let row = ServiceRow {
            id: service.id.clone(),
            office_id: office.id.clone(),
            pool_id: service.pool_id.clone(),
            ordinal,
            name: json(&service.name)?,
            category: json(&service.category)?,
            scope: json(&service.scope)?,
            details_url: service.details_url.clone(),
            slots: service.slots.get().into(),
            ticket_letter: service.ticket_letter.to_string(),
        };
        diesel::insert_into(services::table).values(row).execute(conn)?;
    }
    for version in &office.terms {
        let row = TermsRow {
            office_id: office.id.clone(),
            version: version.version.clone(),
            published_at: version.published_at.naive_utc(),
            html: json(&version.html)?,
        };
        diesel::insert_into(terms::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Replaces the hours, desks and closures of an office and its pools, and nothing else.
pub fn replace_hours(conn: &mut DbConn, office: &Office) -> QueryResult<()> {
    diesel::delete(office_closures::table.filter(office_closures::office_id.eq(&office.id))).execute(conn)?;
    insert_closures(conn, office)?;
    for pool in &office.pools {
        diesel::delete(opening_rules::table.filter(opening_rules::pool_id.eq(&pool.id))).execute(conn)?;
        diesel::delete(special_hours::table.filter(special_hours::pool_id.eq(&pool.id))).execute(conn)?;
        diesel::delete(pool_closures::table.filter(pool_closures::pool_id.eq(&pool.id))).execute(conn)?;
        insert_hours(conn, pool)?;
    }
    Ok(())
}

/// Replaces what an office says of itself: name, address, ways to reach it, and its profile. False if it is not there.
pub fn replace_profile(conn: &mut DbConn, office: &Office) -> QueryResult<bool> {
    let changed = diesel::update(offices::table.find(&office.id))
        .set((
            offices::name.eq(json(&office.name)?),
            offices::address.eq(json(&office.address)?),
            offices::phone.eq(&office.phone),
            offices::email.eq(&office.email),
            offices::website.eq(&office.website),
            offices::profile.eq(json(&office.profile)?),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}

fn insert_closures(conn: &mut DbConn, office: &Office) -> QueryResult<()> {
    for closure in &office.closures {
        let reason = json(&closure.reason)?;
        let row = OfficeClosureRow { office_id: office.id.clone(), date: closure.date, reason };
        diesel::insert_into(office_closures::table).values(row).execute(conn)?;
    }
    Ok(())
}

fn insert_pool(conn: &mut DbConn, office_id: &str, pool: &DeskPool, ordinal: i32) -> QueryResult<()> {
    let row = PoolRow { id: pool.id.clone(), office_id: office_id.to_owned(), ordinal, name: pool.name.clone() };
    diesel::insert_into(desk_pools::table).values(row).execute(conn)?;
    insert_hours(conn, pool)
}

fn insert_hours(conn: &mut DbConn, pool: &DeskPool) -> QueryResult<()> {
    for (ordinal, rule) in (0..).zip(&pool.opening) {
        let row = OpeningRuleRow {
            pool_id: pool.id.clone(),
            ordinal,
            weekday: i32::try_from(rule.weekday.number_from_monday()).unwrap_or(i32::MAX),
            opens: rule.hours.from,
            closes: rule.hours.to,
            slot_minutes: rule.hours.slot_minutes.get().into(),
            desks: rule.hours.desks.into(),
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
        };
        diesel::insert_into(opening_rules::table).values(row).execute(conn)?;
    }
    for (ordinal, special) in (0..).zip(&pool.special_hours) {
        let row = SpecialHoursRow {
            pool_id: pool.id.clone(),
            ordinal,
            date: special.date,
            opens: special.hours.from,
            closes: special.hours.to,
            slot_minutes: special.hours.slot_minutes.get().into(),
            desks: special.hours.desks.into(),
        };
        diesel::insert_into(special_hours::table).values(row).execute(conn)?;
    }
    for closure in &pool.closures {
        let row = PoolClosureRow { pool_id: pool.id.clone(), date: closure.date, reason: json(&closure.reason)? };
        diesel::insert_into(pool_closures::table).values(row).execute(conn)?;
    }
    Ok(())
}

fn office_row(office: &Office, ordinal: i32) -> QueryResult<OfficeRow> {
    let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or(i32::MAX);
    Ok(OfficeRow {
        id: office.id.clone(),
        ordinal,
        name: json(&office.name)?,
        address: json(&office.address)?,
        phone: office.phone.clone(),
        email: office.email.clone(),
        website: office.website.clone(),
        timezone: office.timezone.name().to_owned(),
        holidays: match office.holidays {
            Holidays::None => "none",
            Holidays::Poland => "poland",
        }
        .to_owned(),
        horizon_days: office.release.horizon_days.into(),
        opens_at: office.release.opens_at,
        min_notice_minutes: minutes(office.rules.min_notice_minutes),
        change_until_minutes: minutes(office.rules.change_until_minutes),
        per_service_and_day: office.rules.per_service_and_day.into(),
        active: office.rules.active.into(),
        ticket_opens_minutes: minutes(office.rules.ticket_opens_minutes),
        ticket_closes_minutes: minutes(office.rules.ticket_closes_minutes),
        profile: Some(json(&office.profile)?),
    })
}

fn json(value: &impl Serialize) -> QueryResult<String> {
    serde_json::to_string(value).map_err(|error| diesel::result::Error::SerializationError(error.into()))
}
