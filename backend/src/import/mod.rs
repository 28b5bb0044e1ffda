//! An office described in a TOML file becomes a part of the plan, or a list of everything that is wrong with the file.
//! `backend/sample/opole.toml` shows and explains every field. What is already in the database is not known here: that
//! ids are unique among all offices is for whoever stores the office to see.

mod fault;
mod html;
mod logo;
mod office;
mod pools;
mod profile;
mod reader;
mod services;
#[cfg(test)]
mod tests;
mod value;

pub use fault::ImportFault;

use crate::domain::plan::Office;
use reader::{Section, Source};
use toml::de::DeTable;

/// The sample: the Public Services Centre of Opole.
pub const OPOLE: &str = include_str!("../../sample/opole.toml");

/// Cleans the text of terms; `Err` counts its faults.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn clean_terms(html: &str) -> Result<String, usize> {
    html::clean(html).map_err(|faults| faults.len())
}

/// How to read a file that lies beside the office's own, by its plain name; the error ends a sentence that begins with it.
pub type Files<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Reads an office's file that has no others beside it.
pub fn parse_office(text: &str) -> Result<Office, Vec<ImportFault>> {
    parse_office_with(text, &|_| Err("is not there".to_owned()))
}

/// Reads an office's file. Either everything is right, or every fault is reported at once, in the order of the lines;
/// only a file that is not TOML is not looked at further.
pub fn parse_office_with(text: &str, files: Files<'_>) -> Result<Office, Vec<ImportFault>> {
    let source = Source::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            let offset = error.span().map_or(text.len(), |span| span.start);
            source.fault(offset, "", format_args!("is not TOML: {}", error.message()));
        }
        return Err(source.into_faults());
    }
    let office = office::office(Section::top(&source, table.get_ref()), files);
    let faults = source.into_faults();
    match office {
        Some(office) if faults.is_empty() => Ok(office),
        _ => Err(faults),
    }
}
