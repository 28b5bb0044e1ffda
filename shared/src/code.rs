//! The reservation code: what the e-mail brings and the kiosk reads.

use std::fmt;

/// Digits in a code, the last of them the check digit.
pub const LENGTH: usize = 9;

/// Damm's table: a totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004). Its check digit catches every
/// single wrong digit and every swap of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// A code of nine digits whose check digit is right. Whether there is a booking for it only the office knows.
#[derive(Clone, PartialEq, Eq)]
pub struct ReservationCode(String);

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not nine digits, blanks and dashes aside.
    #[error("a reservation code has nine digits")]
    Malformed,
    /// Nine digits, but one is wrong or two are swapped.
    #[error("the check digit does not fit: a digit is mistyped")]
    Mistyped,
}

impl ReservationCode {
    /// How many codes there are.
    pub const COUNT: u32 = 100_000_000;

    /// The code with this number (its first eight digits), the check digit appended. Numbers from [`Self::COUNT`] on
    /// wrap around.
    pub fn from_number(number: u32) -> Self {
        let payload = format!("{:08}", number % Self::COUNT);
        let check = damm(&payload);
        Self(format!("{payload}{check}"))
    }

    /// Reads a code as a person types it, with or without blanks and dashes.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–')).collect();
        if digits.len() != LENGTH || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CodeError::Malformed);
        }
        if damm(&digits) == 0 { Ok(Self(digits)) } else { Err(CodeError::Mistyped) }
    }

    /// The nine digits, for the keyed hash and the QR code.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// In threes, like a Polish telephone number: `482 915 736`.
impl fmt::Display for ReservationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, digit) in self.0.chars().enumerate() {
            if i > 0 && i % 3 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Never shows the code: it must not reach a log.
impl fmt::Debug for ReservationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReservationCode(…)")
    }
}

fn damm(digits: &str) -> u8 {
    digits.bytes().fold(0, |interim, byte| {
        let column = usize::from(byte.wrapping_sub(b'0'));
        DAMM.get(usize::from(interim)).and_then(|row| row.get(column)).copied().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::{CodeError, ReservationCode};
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type_and_writes_in_threes() {
        let code = ReservationCode::from_number(48_291_573);
        let digits = code.digits();
        let spelled = format!("{}-{} {}", &digits[..3], &digits[3..6], &digits[6..]);
        assert_eq!(ReservationCode::parse(&spelled), Ok(code.clone()));
        assert_eq!(code.to_string(), format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..]));
        for bad in ["", "12345678", "1234567890", "12345678x", "١٢٣٤٥٦٧٨٩"] {
            assert_eq!(ReservationCode::parse(bad), Err(CodeError::Malformed), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_wrong_digit_and_every_swap_is_caught(number in 0..ReservationCode::COUNT, at in 0_usize..9, digit in 0_u8..10) {
            let code = ReservationCode::from_number(number);
            let mut wrong = code.digits().as_bytes().to_vec();
            wrong[at] = b'0' + digit;
            let text = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(ReservationCode::parse(&text).is_ok(), text == code.digits());

            let mut swapped = code.digits().as_bytes().to_vec();
            swapped.swap(at, (at + 1) % 9);
            let text = String::from_utf8(swapped).unwrap();
            if at < 8 {
                prop_assert_eq!(ReservationCode::parse(&text).is_ok(), text == code.digits());
            }
        }
    }
}
