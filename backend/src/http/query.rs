//! Reading query strings so that every fault is found at once. Unknown and repeated parameters are faults, as unknown
//! fields of a body are: a misspelt `form=` must not silently give the default range.

use crate::problem::ApiError;
use percent_encoding::percent_decode_str;
use shared::problem::{FaultCode, FieldFault};

/// The parameters of a query, taken one by one; what remains at the end is unknown and refused.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<FieldFault>,
}

impl Query {
    /// Splits and decodes a query string.
    pub fn new(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self { pairs: pairs.collect(), known: Vec::new(), faults: Vec::new() }
    }

    /// A parameter of which `parse` makes a value, if it is there.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        fault: FaultCode,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = values.next()?;
        let parsed = if values.next().is_some() { None } else { parse(value) };
        if parsed.is_none() {
            self.fault(name, fault);
        }
        parsed
    }

    /// Notes a fault of one parameter.
    pub fn fault(&mut self, name: &str, code: FaultCode) {
        self.faults.push(FieldFault::parameter(name, code));
    }

    /// Ends the reading; with any fault, or an unknown parameter, the call is refused.
    pub fn finish(mut self) -> Result<(), ApiError> {
        for (name, _) in &self.pairs {
            if !self.known.contains(&name.as_str()) {
                self.faults.push(FieldFault::parameter(name, FaultCode::UnknownField));
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(ApiError::faults(self.faults)) }
    }
}

/// Undoes percent-encoding and `+`. What is not UTF-8 becomes replacement characters, which no value has.
fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Query, decode};
    use shared::local_date;
    use shared::problem::FaultCode::{self, InvalidDate, UnknownField};

    fn faults(query: &str) -> Vec<(String, FaultCode)> {
        let mut query = Query::new(query);
        query.optional("from", InvalidDate, local_date::parse);
        query.optional("to", InvalidDate, local_date::parse);
        let faults = query.finish().err().map(|error| error.parts().errors.clone()).unwrap_or_default();
        faults.into_iter().map(|fault| (fault.parameter.unwrap(), fault.code)).collect()
    }

    #[test]
    fn all_faults_of_a_query_come_at_once() {
        assert!(faults("").is_empty() && faults("from=2026-12-01").is_empty());
        let expected = [("from", InvalidDate), ("to", InvalidDate), ("form", UnknownField)];
        let expected = expected.map(|(name, code)| (name.to_owned(), code));
        assert_eq!(faults("from=x&to=2026-12-01&to=2026-12-02&form=1"), expected);
    }

    #[test]
    fn decodes_what_is_encoded() {
        assert_eq!(decode("a%2Fb+c%zz%C5%82%"), "a/b c%zzł%");
    }
}
