//! What the outbox keeps of a letter: the facts as they stood when it was written, a few hundred bytes.
//!
//! The letter itself is twenty times as long and takes a hundred times as long to put together, so that is done when it
//! is sent. What a letter says of the office, it says as the office stands then.

use crate::crypto::{CryptoError, Purpose, Secrets};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::{Language, ReservationCode};
use uuid::Uuid;

/// What a letter tells of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The booking's language.
    pub language: Language,
    /// The service's slug.
    pub service_id: String,
    /// Start of the visit.
    pub starts_at: DateTime<Utc>,
    /// End of the visit.
    pub ends_at: DateTime<Utc>,
    /// How often the booking had changed.
    pub sequence: u32,
    /// Which manage token was valid.
    pub generation: i32,
    /// What the kiosk asks for.
    #[serde(with = "digits")]
    pub code: ReservationCode,
}

impl Facts {
    /// As an outbox row keeps them: a code is among them.
    pub fn seal(&self, secrets: &Secrets, row: Uuid) -> Result<Vec<u8>, CryptoError> {
        let plain = serde_json::to_vec(self).map_err(|_| CryptoError)?;
        secrets.seal(Purpose::Mail, row.as_bytes(), &plain)
    }

    /// The facts, unsealed; none if another version wrote them in a way that this one does not know.
    pub fn read(plain: &[u8]) -> Option<Self> {
        serde_json::from_slice(plain).ok()
    }
}

mod digits {
    use serde::{Deserialize as _, Deserializer, Serializer, de};
    use shared::ReservationCode;

    pub(super) fn serialize<S: Serializer>(code: &ReservationCode, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(code.digits())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ReservationCode, D::Error> {
        // Not the code itself in the message: errors are logged.
        ReservationCode::parse(&String::deserialize(deserializer)?).map_err(|_| de::Error::custom("not a code"))
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use crate::crypto::{Purpose, Secrets};
    use shared::{Language, ReservationCode};
    use uuid::Uuid;

    #[test]
    fn facts_are_small_and_come_back_as_they_were() {
        let facts = Facts {
            language: Language::Uk,
            service_id: "odbiory-dowodow-rejestracyjnych-adnotacje".to_owned(),
            starts_at: "2026-12-07T08:20:00Z".parse().unwrap(),
            ends_at: "2026-12-07T08:40:00Z".parse().unwrap(),
            sequence: 3,
            generation: 2,
            code: ReservationCode::from_number(48_291_573),
        };
        let (secrets, row) = (Secrets::new(b"one").unwrap(), Uuid::from_u128(7));
        let sealed = facts.seal(&secrets, row).unwrap();
        assert!(sealed.len() < 300, "{} bytes", sealed.len());
        let plain = secrets.open(Purpose::Mail, row.as_bytes(), &sealed).unwrap();
        assert_eq!(Facts::read(&plain), Some(facts));
    }
}
