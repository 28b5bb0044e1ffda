//! Reading TOML so that every fault is found at once, each with its line. What the values mean is not known here.
//!
//! Reading goes on after a fault: a faulty value is `None`, and the fault is noted in the [`Source`].

use super::ImportFault;
use std::cell::RefCell;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file's text with the faults found so far.
pub(super) struct Source<'a> {
    text: &'a str,
    faults: RefCell<Vec<ImportFault>>,
}

impl<'a> Source<'a> {
    /// A text in which nothing has been found yet.
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, faults: RefCell::new(Vec::new()) }
    }

    /// Notes a fault of the field `path`, which stands at `offset`.
    pub(super) fn fault(&self, offset: usize, path: &str, message: impl Display) {
        self.fault_at_line(self.line_of(offset), path, message);
    }

    /// The faults by line; those of the same line in the order in which they were found.
    pub(super) fn into_faults(self) -> Vec<ImportFault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.line);
        faults
    }

    fn fault_at_line(&self, line: usize, path: &str, message: impl Display) {
        self.faults.borrow_mut().push(ImportFault { line, field: path.to_owned(), message: message.to_string() });
    }

    fn line_of(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        1 + before.filter(|byte| **byte == b'\n').count()
    }
}

/// A value, and where it stands.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    source: &'a Source<'a>,
    path: String,
    span: Range<usize>,
    value: &'a DeValue<'a>,
}

impl<'a> Entry<'a> {
    fn new(source: &'a Source<'a>, path: String, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { source, path, span: value.span(), value: value.get_ref() }
    }

    /// Its path from the top of the file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Notes a fault of this value.
    pub(super) fn fault(&self, message: impl Display) {
        self.source.fault(self.span.start, &self.path, message);
    }

    /// Notes a fault in the given line (from 0) of this text, which may be written over several lines.
    pub(super) fn fault_in_line(&self, line: usize, message: impl Display) {
        let start = self.source.line_of(self.span.start);
        let raw = self.raw();
        let opening = usize::from(raw.lines().next().is_some_and(|first| matches!(first, "'''" | "\"\"\"")));
        // Escapes for line ends, and line ends that do not count, would lead astray.
        let as_written = !raw.starts_with('"') || !raw.contains('\\');
        self.source.fault_at_line(if as_written { start + opening + line } else { start }, &self.path, message);
    }

    /// A text as it is.
    pub(super) fn text(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.wrong_type("a text in quotes");
        }
        text
    }

    /// A text of which `parse` makes a value; `expected` says in the fault what it should have been. Dates and times may
    /// be written without quotes.
    pub(super) fn parse<T>(&self, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = if self.value.is_datetime() { self.raw() } else { self.text()? };
        let value = parse(text.trim());
        if value.is_none() {
            self.fault(format_args!("{} is not {expected}", excerpt(text)));
        }
        value
    }

    /// A whole number within `range`.
    pub(super) fn integer(&self, range: RangeInclusive<u16>) -> Option<u16> {
        let Some(integer) = self.value.as_integer() else {
            self.wrong_type("a whole number");
            return None;
        };
        let value = u16::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|value| range.contains(value));
        if value.is_none() {
            self.fault(format_args!("{integer} is not within {} to {}", range.start(), range.end()));
        }
        value
    }

    /// A table.
    pub(super) fn section(&self) -> Option<Section<'a>> {
        let Some(table) = self.value.as_table() else {
            self.wrong_type("a table");
            return None;
        };
        Some(Section {
            source: self.source,
            path: self.path.clone(),
            offset: self.span.start,
            table,
            known: Vec::new(),
        })
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Vec<Self> {
        let Some(list) = self.value.as_array() else {
            self.wrong_type("a list");
            return Vec::new();
        };
        let entry = |(index, value)| Entry::new(self.source, format!("{}[{index}]", self.path), value);
        list.iter().enumerate().map(entry).collect()
    }

    fn wrong_type(&self, expected: &str) {
        self.fault(format_args!("must be {expected}, not {}", type_name(self.value)));
    }

    fn raw(&self) -> &'a str {
        self.source.text.get(self.span.clone()).unwrap_or_default()
    }
}

/// A table whose fields are taken one by one; what remains at the end is unknown.
pub(super) struct Section<'a> {
    source: &'a Source<'a>,
    path: String,
    offset: usize,
    table: &'a DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    /// The file's top.
    pub(super) const fn top(source: &'a Source<'a>, table: &'a DeTable<'a>) -> Self {
        Self { source, path: String::new(), offset: 0, table, known: Vec::new() }
    }

    /// A field that may be left out.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Entry<'a>> {
        self.known.push(key);
        let value = self.table.get(key)?;
        Some(Entry::new(self.source, self.path_of(key), value))
    }

    /// A field that must be there.
    pub(super) fn required(&mut self, key: &'static str) -> Option<Entry<'a>> {
        let entry = self.optional(key);
        if entry.is_none() {
            self.source.fault(self.offset, &self.path_of(key), "is missing");
        }
        entry
    }

    /// A table that must be there.
    pub(super) fn section(&mut self, key: &'static str) -> Option<Self> {
        self.required(key)?.section()
    }

    /// The values of a list that may be left out.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<Entry<'a>> {
        self.optional(key).map(|entry| entry.list()).unwrap_or_default()
    }

    /// The values of a list that must be there and have at least one.
    pub(super) fn filled_list(&mut self, key: &'static str) -> Vec<Entry<'a>> {
        let Some(entry) = self.required(key) else { return Vec::new() };
        let list = entry.list();
        if entry.value.is_array() && list.is_empty() {
            entry.fault("must not be empty");
        }
        list
    }

    /// Every field, for tables whose keys are names that the file chooses.
    pub(super) fn entries(&self) -> Vec<(&'a str, Entry<'a>)> {
        let entry = |key: &'a str, value| (key, Entry::new(self.source, self.path_of(key), value));
        self.table.iter().map(|(key, value)| entry(key.get_ref(), value)).collect()
    }

    /// Ends the reading: fields that nobody asked for are faults.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            if !self.known.iter().any(|known| known == key.get_ref()) {
                let message = format!("is unknown here; known are: {}", self.known.join(", "));
                self.source.fault(key.span().start, &self.path_of(key.get_ref()), message);
            }
        }
    }

    fn path_of(&self, key: &str) -> String {
        let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        let key = if plain { key.to_owned() } else { excerpt(key) };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }
}

/// A value as a fault quotes it: on one line, and not too long.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let end = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    let start: String = text.chars().take(LONGEST).collect();
    format!("{:?}", start + end)
}

const fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
