//! Reading the fields of a request so that every fault is found at once, not only the first.
//!
//! serde stops at the first fault; a resident, and an integrator even more, wants to know them all.

use crate::problem::{FaultCode, FieldFault};
use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value};

/// The members of a JSON object, taken one by one; what remains at the end is unknown and refused.
pub struct Fields<'a> {
    members: Option<&'a Map<String, Value>>,
    known: Vec<&'static str>,
    faults: Vec<FieldFault>,
}

impl<'a> Fields<'a> {
    /// Starts with a body; anything but an object is a fault of the whole document.
    pub fn new(body: &'a Value) -> Self {
        let members = body.as_object();
        let faults = if members.is_some() { Vec::new() } else { vec![FieldFault::body("", FaultCode::WrongType)] };
        Self { members, known: Vec::new(), faults }
    }

    /// A text that must be there and of which `parse` makes a value.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        fault: FaultCode,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name);
        if text.is_none() && !self.has_fault(name) && self.members.is_some() {
            self.fault(name, FaultCode::Required);
        }
        self.parsed(name, text, fault, parse)
    }

    /// A text that may be absent or null.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        fault: FaultCode,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name);
        self.parsed(name, text, fault, parse)
    }

    /// A required date `YYYY-MM-DD`.
    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        self.required(name, FaultCode::InvalidDate, crate::local_date::parse)
    }

    /// A required time `HH:MM`.
    pub fn time(&mut self, name: &'static str) -> Option<NaiveTime> {
        self.required(name, FaultCode::InvalidTime, crate::local_time::parse)
    }

    /// Whether something is wanted; absent: no.
    pub fn flag(&mut self, name: &'static str) -> bool {
        self.known.push(name);
        match self.members.and_then(|members| members.get(name)) {
            None => false,
            Some(Value::Bool(wanted)) => *wanted,
            Some(_) => {
                self.fault(name, FaultCode::WrongType);
                false
            }
        }
    }

    /// Notes a fault of one member.
    pub fn fault(&mut self, name: &str, code: FaultCode) {
        self.faults.push(FieldFault::body(&format!("/{name}"), code));
    }

    /// Ends the reading: unknown members are faults, and with any fault there is no value.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T, Vec<FieldFault>> {
        for name in self.members.into_iter().flat_map(Map::keys) {
            if !self.known.contains(&name.as_str()) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                self.faults.push(FieldFault::body(&format!("/{escaped}"), FaultCode::UnknownField));
            }
        }
        match value {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(self.faults),
        }
    }

    fn text(&mut self, name: &'static str) -> Option<&'a str> {
        self.known.push(name);
        match self.members?.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            _ => {
                self.fault(name, FaultCode::WrongType);
                None
            }
        }
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        text: Option<&str>,
        fault: FaultCode,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(text?);
        if value.is_none() {
            self.fault(name, fault);
        }
        value
    }

    fn has_fault(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| fault.pointer.as_deref().and_then(|p| p.strip_prefix('/')) == Some(name))
    }
}

/// A slug or a version: 1 to 64 visible ASCII characters.
pub fn parse_name(text: &str) -> Option<String> {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    (visible && (1..=64).contains(&text.len())).then(|| text.to_owned())
}
