//! What has been typed of a code.

use shared::code::{CodeError, LENGTH, ReservationCode};

/// Up to nine digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry(String);

impl Entry {
    /// Adds a digit, unless there are nine.
    pub(crate) fn push(&mut self, digit: char) {
        if self.0.len() < LENGTH && digit.is_ascii_digit() {
            self.0.push(digit);
        }
    }

    /// Takes the last digit back.
    pub(crate) fn delete(&mut self) {
        self.0.pop();
    }

    /// How many digits are missing.
    pub(crate) fn missing(&self) -> usize {
        LENGTH.saturating_sub(self.0.len())
    }

    /// The digit at a place, if it is typed.
    pub(crate) fn digit(&self, place: usize) -> Option<char> {
        self.0.chars().nth(place)
    }

    /// For screen readers, which say digits that stand apart one by one.
    pub(crate) fn spelled(&self) -> String {
        let digits: Vec<String> = self.0.chars().map(String::from).collect();
        digits.join(" ")
    }

    /// The code, if it is one.
    pub(crate) fn code(&self) -> Result<ReservationCode, CodeError> {
        ReservationCode::parse(&self.0)
    }
}

impl From<&ReservationCode> for Entry {
    fn from(code: &ReservationCode) -> Self {
        Self(code.digits().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Entry;

    #[test]
    fn nine_digits_and_no_more() {
        let mut entry = Entry::default();
        for digit in "12a3456789".chars() {
            entry.push(digit);
        }
        entry.push('0');
        assert_eq!((entry.spelled().as_str(), entry.missing()), ("1 2 3 4 5 6 7 8 9", 0));
        entry.delete();
        assert_eq!((entry.digit(7), entry.digit(8), entry.missing()), (Some('8'), None, 1));
    }
}
