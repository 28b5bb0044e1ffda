//! Conditional requests and content negotiation (RFC 9110, sections 12.5.3 and 13.1).

use actix_web::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderName, IF_NONE_MATCH};
use shared::Language;

/// How an answer's body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// `gzip`
    Gzip,
    /// `br`
    Brotli,
}

impl Encoding {
    /// The value of `Content-Encoding`, if there is one.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The encoding that the client likes best of ours; brotli before gzip before none among equals. A client that
    /// refuses all of them gets the plain body, as the standard allows.
    pub fn negotiate(headers: &HeaderMap) -> Self {
        let Some(accepted) = text(headers, &ACCEPT_ENCODING) else { return Self::Identity };
        let (mut gzip, mut brotli, mut identity, mut others) = (None, None, None, None);
        for entry in accepted.split(',') {
            let (coding, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let place = match coding.trim() {
                coding if coding.eq_ignore_ascii_case("br") => &mut brotli,
                coding if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") => &mut gzip,
                coding if coding.eq_ignore_ascii_case("identity") => &mut identity,
                "*" => &mut others,
                _ => continue,
            };
            place.get_or_insert_with(|| weight(parameters));
        }
        let (gzip, brotli) = (gzip.or(others).unwrap_or(0.0), brotli.or(others).unwrap_or(0.0));
        // Not named, the plain body is acceptable, but less liked than whatever was named.
        let identity = identity.unwrap_or(0.0);
        if brotli > 0.0 && brotli >= gzip && brotli >= identity {
            Self::Brotli
        } else if gzip > 0.0 && gzip >= identity {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// How much an entry of a list is liked, by the parameters after its name.
fn weight(parameters: &str) -> f32 {
    let mut parameters = parameters.split(';').map(str::trim);
    let weight = parameters.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    weight.map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0))
}

/// The language of `Accept-Language`, Polish by default.
pub fn language(headers: &HeaderMap) -> Language {
    text(headers, &ACCEPT_LANGUAGE).map_or_else(Language::default, Language::from_accept_language)
}

/// Whether the client already has the version with this entity tag: then the answer is 304.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(&IF_NONE_MATCH).filter_map(|value| value.to_str().ok()).any(|list| names(list, etag))
}

/// Whether a list of entity tags, or `*`, names `etag`. Weak comparison: only the opaque part counts.
pub fn names(list: &str, etag: &str) -> bool {
    let wanted = opaque(etag);
    // Our tags hold neither commas nor quotes, so that a plain split finds them.
    list.trim() == "*" || list.split(',').any(|tag| opaque(tag) == wanted)
}

fn opaque(tag: &str) -> &str {
    tag.trim().trim_start_matches("W/")
}

/// A header as text, if it is there and visible ASCII.
pub fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::{Encoding, names};
    use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};

    #[test]
    fn the_best_liked_encoding_wins() {
        for (header, expected) in [
            ("", Encoding::Identity),
            ("gzip, deflate, br", Encoding::Brotli),
            ("gzip;q=1.0, br;q=0.5", Encoding::Gzip),
            ("gzip", Encoding::Gzip),
            ("*", Encoding::Brotli),
            ("br;q=0, *;q=0.5", Encoding::Gzip),
            ("identity, br;q=0.5", Encoding::Identity),
            ("br;q=nonsense", Encoding::Identity),
            ("identity;q=0, deflate", Encoding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(header));
            assert_eq!(Encoding::negotiate(&headers), expected, "{header:?}");
        }
        assert_eq!(Encoding::negotiate(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn entity_tags_compare_weakly() {
        assert!(names("\"a\", W/\"b\"", "W/\"b\"") && names("\"b\"", "W/\"b\"") && names("*", "\"x\""));
        assert!(!names("\"ab\"", "\"b\"") && !names("", "\"b\""));
    }
}
