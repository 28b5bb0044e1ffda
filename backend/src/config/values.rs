//! The given values, layer upon layer: flags win over environment, environment over file, file over default.

use super::table::{self, PREFIX, SETTINGS, Setting};
use super::{ConfigError, file};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{Display, Write as _};
use std::path::Path;
use std::str::FromStr;

/// Where a value was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// Nowhere.
    Default,
    /// In the file named by `--config`.
    File,
    /// In the environment.
    Environment,
    /// On the command line.
    Flag,
}

impl Origin {
    const fn words(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "from the file",
            Self::Environment => "from the environment",
            Self::Flag => "from the command line",
        }
    }
}

/// The values of all settings, still as texts.
#[derive(Default)]
pub struct Values {
    given: BTreeMap<&'static str, (String, Origin)>,
    /// Variables with our prefix that no setting has.
    pub unknown_variables: Vec<String>,
}

impl Values {
    /// Gathers the layers. An empty variable is none, as compose files and shells write it. Unknown keys of the file stop
    /// the start; unknown variables are only noted, since other tools may use the prefix too.
    pub fn gather(
        flags: impl IntoIterator<Item = (&'static str, String)>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut values = Self::default();
        if let Some(path) = file {
            for (setting, value) in file::read(path)? {
                values.add(setting, value, Origin::File)?;
            }
        }
        for (variable, value) in environment {
            let Ok(variable) = variable.into_string() else { continue };
            values.add_variable(variable, value)?;
        }
        for (name, value) in flags {
            if let Some(setting) = table::find(name) {
                values.add(setting, value, Origin::Flag)?;
            }
        }
        values.read_secret_files()?;
        Ok(values)
    }

    fn add_variable(&mut self, variable: String, value: OsString) -> Result<(), ConfigError> {
        let Some(name) = variable.strip_prefix(PREFIX) else { return Ok(()) };
        if value.is_empty() {
            return Ok(());
        }
        let Some(setting) = table::find(&name.to_lowercase()) else {
            self.unknown_variables.push(variable);
            return Ok(());
        };
        let Ok(value) = value.into_string() else {
            return Err(wrong_form(setting, Origin::Environment, "is not a text in UTF-8"));
        };
        self.add(setting, value, Origin::Environment)
    }

    /// No setting spans lines: a line break in one would go into headers, paths and log lines.
    fn add(&mut self, setting: &'static Setting, value: String, origin: Origin) -> Result<(), ConfigError> {
        if value.chars().any(char::is_control) {
            return Err(wrong_form(setting, origin, "holds a line break or another control character"));
        }
        self.given.insert(setting.name, (value, origin));
        Ok(())
    }

    /// `secret_key_file` and its like give what their file holds.
    fn read_secret_files(&mut self) -> Result<(), ConfigError> {
        for setting in SETTINGS.iter().filter(|setting| setting.secret) {
            let Some(by_file) = table::find(&format!("{}_file", setting.name)) else { continue };
            let Some((path, origin)) = self.given.get(by_file.name).cloned().filter(|(path, _)| !path.is_empty())
            else {
                continue;
            };
            let variable = table::variable(by_file.name);
            match self.given.get(setting.name) {
                Some((_, other)) if *other > origin => continue,
                Some((_, other)) if *other == origin => {
                    let message = format!("{variable}: give this or {}, not both", table::variable(setting.name));
                    return Err(ConfigError(message));
                }
                _ => {}
            }
            let wrong = |reason: &str| ConfigError(format!("{variable}: {path}: {reason}"));
            let text = file::text(Path::new(&path)).map_err(|reason| wrong(&reason))?;
            match text.trim() {
                "" => return Err(wrong("the file is empty")),
                text if text.chars().any(char::is_control) => return Err(wrong("the file holds more than one line")),
                text => self.add(setting, text.to_owned(), origin)?,
            }
        }
        Ok(())
    }

    /// The value of a setting as text; nothing if it is empty or not given.
    pub fn text(&self, name: &str) -> Option<&str> {
        let given = self.given.get(name).map(|(value, _)| value.as_str());
        given.or_else(|| table::find(name)?.default).filter(|value| !value.is_empty())
    }

    /// The value of a setting, read by `parse`, which says what is wrong otherwise.
    pub fn optional<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        parse(text).map(Some).map_err(|reason| self.wrong(name, text, &reason))
    }

    /// The value of a setting that has a default.
    pub fn required<T>(&self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, ConfigError> {
        let missing = || ConfigError(format!("{} must not be empty", table::variable(name)));
        self.optional(name, parse)?.ok_or_else(missing)
    }

    /// A comma-separated list; empty if nothing is given.
    pub fn list<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, ConfigError> {
        let items = |text: &str| text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(&parse).collect();
        Ok(self.optional(name, items)?.unwrap_or_default())
    }

    /// `on` or `off`.
    pub fn switch(&self, name: &str) -> Result<bool, ConfigError> {
        self.required(name, |text| match text.to_ascii_lowercase().as_str() {
            "on" | "true" | "1" => Ok(true),
            "off" | "false" | "0" => Ok(false),
            _ => Err("is neither on nor off".to_owned()),
        })
    }

    fn origin(&self, name: &str) -> Origin {
        self.given.get(name).map_or(Origin::Default, |(_, origin)| *origin)
    }

    fn wrong(&self, name: &str, text: &str, reason: &str) -> ConfigError {
        let hidden = table::find(name).is_some_and(|setting| setting.secret);
        let value = if hidden { "the value".to_owned() } else { format!("{text:?}") };
        ConfigError(format!("{} ({}): {value} {reason}", table::variable(name), self.origin(name).words()))
    }

    /// All settings as a file that `--config` reads, each with where it comes from; secrets hidden.
    pub fn print(&self) -> String {
        let mut out = String::new();
        for Setting { name, secret, .. } in SETTINGS {
            let origin = self.origin(name).words();
            let _ = match self.text(name) {
                None => writeln!(out, "# {name} is not set"),
                Some(text) if *secret && !text.starts_with("sqlite://") => {
                    writeln!(out, "# {name} is set and hidden  # {origin}")
                }
                Some(text) => writeln!(out, "{name} = {}  # {origin}", toml::Value::from(text)),
            };
        }
        out
    }
}

/// A value that is not even looked at, and not shown either.
fn wrong_form(setting: &Setting, origin: Origin, reason: &str) -> ConfigError {
    ConfigError(format!("{} ({}): the value {reason}", table::variable(setting.name), origin.words()))
}

/// For types that read themselves and say what they expected.
pub(super) fn parsed<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("cannot be used: {error}"))
}
