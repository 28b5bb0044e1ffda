//! What is offered in place of a full hour. When a day is released, thousands are told the same within a second.

use shared::Language;
use shared::availability::SlotRef;
use std::sync::OnceLock;

/// The member of a problem that is another one's each time.
const REQUEST_ID: &str = "\"request_id\":\"";

/// The free hours nearest to a full one, the nearest first.
#[derive(Debug, Default)]
pub struct Alternatives {
    /// The hours.
    pub slots: Vec<SlotRef>,
    /// How the refusal says it.
    pub said: Said,
}

impl Alternatives {
    /// Hours of which nothing has been said yet.
    pub fn new(slots: Vec<SlotRef>) -> Self {
        Self { slots, said: Said::default() }
    }
}

/// The bodies of a refusal, each language's written when it is first asked for, without the request's id.
#[derive(Debug, Default)]
pub struct Said([OnceLock<Gapped>; Language::ALL.len()]);

/// What comes before a request's id, and after it. Without a place for one, all comes before.
#[derive(Debug)]
struct Gapped(String, Option<String>);

impl Said {
    /// The body for a request. `write` gives it in this language, for whatever request.
    pub fn body(&self, language: Language, request_id: &str, write: impl FnOnce() -> String) -> Vec<u8> {
        let places = Language::ALL.iter().zip(&self.0);
        let Some((_, place)) = places.into_iter().find(|(one, _)| **one == language) else {
            return write().into_bytes();
        };
        place.get_or_init(|| Gapped::new(&write())).fill(request_id)
    }
}

impl Gapped {
    /// Quotes within a text are escaped, so that only the member itself reads like this.
    fn new(body: &str) -> Self {
        let parts = body.split_once(REQUEST_ID).and_then(|(before, rest)| Some((before, rest.split_once('"')?.1)));
        match parts {
            Some((before, after)) => Self(format!("{before}{REQUEST_ID}"), Some(format!("\"{after}"))),
            None => Self(body.to_owned(), None),
        }
    }

    fn fill(&self, request_id: &str) -> Vec<u8> {
        match &self.1 {
            Some(after) => [self.0.as_bytes(), request_id.as_bytes(), after.as_bytes()].concat(),
            None => self.0.clone().into_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Said;
    use shared::Language;

    #[test]
    fn each_request_gets_its_own_id_in_what_was_written_once_per_language() {
        let said = Said::default();
        let write = |id: &str| format!(r#"{{"title":"\"request_id\":\"x\"","request_id":"{id}","errors":[]}}"#);
        for id in ["first", "second-1.2_3"] {
            let body = said.body(Language::Uk, id, || write("first"));
            assert_eq!(String::from_utf8(body).unwrap(), write(id));
        }
        assert_eq!(said.body(Language::De, "x", || "{}".to_owned()), b"{}");
    }
}
