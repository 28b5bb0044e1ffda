//! The file named by `--config`, and files that hold one value.
//!
//! What is wrong is told with its line and never quoted: it may be a torn secret.

use super::ConfigError;
use super::table::{self, Setting};
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

/// The longest file that is read. Whoever names a device or a database by mistake hears it at once.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The settings that a file gives, as texts.
pub(super) fn read(path: &Path) -> Result<Vec<(&'static Setting, String)>, ConfigError> {
    let wrong = |reason: &str| ConfigError(format!("{}: {reason}", path.display()));
    let text = text(path).map_err(|reason| wrong(&reason))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(&not_toml(&text, &error)))?;
    let read = |(key, value): (String, toml::Value)| {
        let setting = table::find(&key).ok_or_else(|| wrong(&format!("there is no setting {key:?}")))?;
        let value = plain(&value)
            .ok_or_else(|| wrong(&format!("{key} wants a text, a number, true, false or a list of texts")))?;
        Ok((setting, value))
    };
    table.into_iter().map(read).collect()
}

/// A file's text, or why there is none.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_string(&mut text));
    match read {
        Ok(_) if text.len() as u64 > LONGEST => Err("the file is longer than 16 MB".to_owned()),
        Ok(_) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err("the file is not text in UTF-8".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> String {
    let offset = error.span().map_or(text.len(), |span| span.start);
    let line = 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    // What follows the first line, or stands in backticks after a type, comes from the file.
    let message = error.message().lines().next().unwrap_or_default();
    let message = if message.starts_with("invalid type") { "a value of a kind that no setting has" } else { message };
    format!("line {line} is not TOML: {message}")
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(value) => Some(value.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
