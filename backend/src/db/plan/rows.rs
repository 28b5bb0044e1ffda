//! The rows of the plan's tables.

use crate::db::schema::{
    desk_pools, office_closures, offices, opening_rules, pool_closures, services, special_hours, terms,
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = offices)]
pub(super) struct OfficeRow {
    pub(super) id: String,
    pub(super) ordinal: i32,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) website: Option<String>,
    pub(super) timezone: String,
    pub(super) holidays: String,
    pub(super) horizon_days: i32,
    pub(super) opens_at: NaiveTime,
    pub(super) min_notice_minutes: i32,
    pub(super) change_until_minutes: i32,
    pub(super) per_service_and_day: i32,
    pub(super) active: i32,
    pub(super) ticket_opens_minutes: i32,
    pub(super) ticket_closes_minutes: i32,
    pub(super) profile: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = desk_pools)]
pub(super) struct PoolRow {
    pub(super) id: String,
    pub(super) office_id: String,
    pub(super) ordinal: i32,
    pub(super) name: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = opening_rules)]
pub(super) struct OpeningRuleRow {
    pub(super) pool_id: String,
    pub(super) ordinal: i32,
    pub(super) weekday: i32,
    pub(super) opens: NaiveTime,
    pub(super) closes: NaiveTime,
    pub(super) slot_minutes: i32,
    pub(super) desks: i32,
    pub(super) valid_from: Option<NaiveDate>,
    pub(super) valid_to: Option<NaiveDate>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = special_hours)]
pub(super) struct SpecialHoursRow {
    pub(super) pool_id: String,
    pub(super) ordinal: i32,
    pub(super) date: NaiveDate,
    pub(super) opens: NaiveTime,
    pub(super) closes: NaiveTime,
    pub(super) slot_minutes: i32,
    pub(super) desks: i32,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = office_closures)]
pub(super) struct OfficeClosureRow {
    pub(super) office_id: String,
    pub(super) date: NaiveDate,
    pub(super) reason: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = pool_closures)]
pub(super) struct PoolClosureRow {
    pub(super) pool_id: String,
    pub(super) date: NaiveDate,
    pub(super) reason: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = services)]
pub(super) struct ServiceRow {
    pub(super) id: String,
    pub(super) office_id: String,
    pub(super) pool_id: String,
    pub(super) ordinal: i32,
    pub(super) name: String,
    pub(super) category: String,
    pub(super) scope: String,
    pub(super) details_url: Option<String>,
    pub(super) slots: i32,
    pub(super) ticket_letter: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = terms)]
pub(super) struct TermsRow {
    pub(super) office_id: String,
    pub(super) version: String,
    pub(super) published_at: NaiveDateTime,
    pub(super) html: String,
}
