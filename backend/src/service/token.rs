//! API tokens of kiosks, staff and integrators.

use crate::clock::Clock;
use crate::crypto::{API_TOKEN, Purpose, Secrets};
use crate::db::api_tokens::{self, ApiTokenRow};
use crate::db::{Db, DbConn, plan};
use crate::domain::role::Role;
use crate::problem::ApiError;
use crate::state::AppState;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use shared::ProblemCode;
use uuid::Uuid;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is good for.
    pub role: Role,
    /// The office it is limited to.
    pub office_id: Option<String>,
    /// What it is for, in the operator's words.
    pub name: Option<String>,
    /// When it stops working.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Who calls with an API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The token's id.
    pub id: Uuid,
    /// What it is good for.
    pub role: Role,
    /// The office it is limited to.
    pub office_id: Option<String>,
}

/// Makes a token. It is shown this once; only its hash is kept.
pub async fn create(db: &Db, secrets: &Secrets, clock: &dyn Clock, new: NewToken) -> Result<String, CreateError> {
    let token = secrets.new_api_token().map_err(ApiError::from)?;
    let row = ApiTokenRow {
        id: Uuid::now_v7().to_string(),
        hash: secrets.hash(Purpose::ApiToken, &[token.as_bytes()]),
        role: new.role.as_str().to_owned(),
        office_id: new.office_id,
        name: new.name,
        created_at: clock.now().naive_utc(),
        expires_at: new.expires_at.map(|at| at.naive_utc()),
    };
    let created = db.write(move |conn| {
        let offices = plan::load(conn)?.offices;
        let known = row.office_id.as_ref().is_none_or(|id| offices.iter().any(|office| office.id == *id));
        if known { api_tokens::insert(conn, &row).map(|_| true) } else { Ok(false) }
    });
    if created.await.map_err(ApiError::from)? { Ok(token) } else { Err(CreateError::UnknownOffice) }
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is no office with this slug.
    #[error("there is no such office")]
    UnknownOffice,
    /// The database or the machine failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

/// Who holds this token; a missing, unknown or expired one is `unauthorized`, another role than the wanted ones is
/// `forbidden`.
pub async fn authorise(state: &AppState, bearer: Option<&str>, roles: &[Role]) -> Result<Principal, ApiError> {
    let token = bearer.ok_or(ProblemCode::Unauthorized)?;
    entitled(find(state, token).await?, roles)
}

/// The same in a query that asks for more besides; the token's keyed hash is what [`key`] gives.
pub(super) fn authorise_in(
    conn: &mut DbConn,
    key: &[u8],
    roles: &[Role],
    now: DateTime<Utc>,
) -> QueryResult<Result<Principal, ApiError>> {
    let row = api_tokens::find_by_hash(conn, key)?;
    Ok(principal(row, now).and_then(|principal| entitled(principal, roles)))
}

fn entitled(principal: Option<Principal>, roles: &[Role]) -> Result<Principal, ApiError> {
    let principal = principal.ok_or(ProblemCode::Unauthorized)?;
    if roles.contains(&principal.role) { Ok(principal) } else { Err(ProblemCode::Forbidden.into()) }
}

/// The keyed hash by which a token is looked up: how long that takes says nothing about the token. None for what is no
/// API token and needs no look: a booking's own token, say.
pub(super) fn key(secrets: &Secrets, token: &str) -> Option<Vec<u8>> {
    token.starts_with(API_TOKEN).then(|| secrets.hash(Purpose::ApiToken, &[token.as_bytes()]))
}

/// Who holds this token; nobody if it is unknown or expired.
pub async fn find(state: &AppState, token: &str) -> Result<Option<Principal>, ApiError> {
    let Some(key) = key(&state.secrets, token) else { return Ok(None) };
    let row = state.db.read(move |conn| api_tokens::find_by_hash(conn, &key)).await?;
    principal(row, state.clock.now())
}

fn principal(row: Option<ApiTokenRow>, now: DateTime<Utc>) -> Result<Option<Principal>, ApiError> {
    let valid = row.filter(|row| row.expires_at.is_none_or(|expires_at| now.naive_utc() < expires_at));
    let Some(row) = valid else { return Ok(None) };
    let role = row.role.parse().map_err(|error: String| ApiError::internal(error))?;
    Ok(Some(Principal { id: row.id.parse().map_err(ApiError::internal)?, role, office_id: row.office_id }))
}
