//! What a kiosk has to know before anybody comes: whose it is, and what time it is there.

use super::Answer;
use super::token::Principal;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::answers::{local, office_dto};
use shared::Language;
use shared::kiosk::KioskAnswer;

/// The kiosk's office and its time.
pub fn show(state: &AppState, kiosk: &Principal, language: Language) -> Result<Answer, ApiError> {
    let now = state.clock.now();
    let offices = &state.plan.offices;
    let office = match (&kiosk.office_id, offices.as_slice()) {
        (Some(id), _) => offices.iter().find(|office| office.id == *id),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let here = office.or_else(|| offices.first());
    let dto = KioskAnswer {
        office: office.map(|office| office_dto(office, state.plan.holds, now, language)),
        now: here.map_or_else(|| now.fixed_offset(), |office| local(office, now)),
    };
    let body = serde_json::to_string(&dto).map_err(ApiError::internal)?;
    Ok(Answer { status: 200, location: None, etag: None, language, body, repeated: false })
}
