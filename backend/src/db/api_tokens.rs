//! API tokens: only their hashes are kept.

use super::DbConn;
use super::schema::api_tokens::{self, dsl};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An API token.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
pub struct ApiTokenRow {
    /// UUID.
    pub id: String,
    /// Keyed hash of the token.
    pub hash: Vec<u8>,
    /// A [`crate::domain::role::Role`] by its name.
    pub role: String,
    /// The office it is limited to.
    pub office_id: Option<String>,
    /// What it is for, in the operator's words.
    pub name: Option<String>,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it stops working.
    pub expires_at: Option<NaiveDateTime>,
}

/// Adds a token.
pub fn insert(conn: &mut DbConn, row: &ApiTokenRow) -> QueryResult<usize> {
    diesel::insert_into(dsl::api_tokens).values(row).execute(conn)
}

/// The token with this hash.
pub fn find_by_hash(conn: &mut DbConn, hash: &[u8]) -> QueryResult<Option<ApiTokenRow>> {
    dsl::api_tokens.filter(dsl::hash.eq(hash)).select(ApiTokenRow::as_select()).first(conn).optional()
}
