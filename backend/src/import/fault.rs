//! What is wrong with an office's file, and where.

use std::fmt;

/// One fault of an office's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFault {
    /// The line at which it stands, from 1; for something that is missing, where it should have been.
    pub line: usize,
    /// The field's path (`services[2].ticket_letter`); empty where the file is not TOML.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ImportFault {}

#[cfg(test)]
mod tests {
    use super::ImportFault;

    #[test]
    fn says_line_field_and_message() {
        let mut fault = ImportFault { line: 12, field: "services[2].id".to_owned(), message: "is missing".to_owned() };
        assert_eq!(fault.to_string(), "line 12, services[2].id: is missing");
        fault.field.clear();
        assert_eq!(fault.to_string(), "line 12: is missing");
    }
}
