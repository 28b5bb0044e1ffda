//! The proof of work that bookings may need: a challenge in the form of ALTCHA.

use serde::{Deserialize, Serialize};

/// The header of `POST /bookings` that carries a solution: base64 of the JSON object `{algorithm, challenge, number,
/// salt, signature}`.
pub const HEADER: &str = "Proof-Of-Work";

/// Find the number from nought to `maxnumber` that makes SHA-256 of `salt` and the number (in decimal digits, right
/// behind it) equal to `challenge`. A solution pays for one booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// Whether a booking needs a solution just now. If not, it need not be solved.
    pub required: bool,
    /// `SHA-256`
    #[cfg_attr(feature = "openapi", schema(examples("SHA-256")))]
    pub algorithm: String,
    /// The hash to be found, in hexadecimal digits.
    pub challenge: String,
    /// The largest number to be tried.
    pub maxnumber: u32,
    /// What stands before the number. It tells when the challenge expires, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(examples("8c1e9f2b7a6d4e3f0a1b2c3d?expires=1795680000&")))]
    pub salt: String,
    /// To be sent back as it is.
    pub signature: String,
}
