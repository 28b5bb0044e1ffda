//! Single values of an office's file: names, texts in every language, addresses, and what may not occur twice.

use super::reader::Entry;
use crate::domain::plan::Localised;
use shared::{EmailAddress, Language};
use std::collections::HashMap;

/// Characters of a slug at most.
const MAX_SLUG: usize = 64;
/// Characters of a text at most; they all stand on one line of a page, an e-mail or a ticket.
const MAX_TEXT: usize = 200;

/// The values of a field that must differ from one another, with the path of each.
#[derive(Default)]
pub(super) struct Unique(HashMap<String, String>);

impl Unique {
    /// Notes a value; if another field has it already, that is a fault.
    pub(super) fn claim(&mut self, entry: &Entry<'_>, value: &impl ToString) {
        let value = value.to_string();
        match self.0.get(&value) {
            Some(first) => entry.fault(format_args!("{value} is taken by {first}")),
            None => {
                self.0.insert(value, entry.path().to_owned());
            }
        }
    }

    /// Whether a field has this value.
    pub(super) fn contains(&self, value: &str) -> bool {
        self.0.contains_key(value)
    }

    /// Every value, sorted.
    pub(super) fn values(&self) -> Vec<&str> {
        let mut values: Vec<_> = self.0.keys().map(String::as_str).collect();
        values.sort_unstable();
        values
    }
}

/// A slug: it names things in addresses and in the database.
pub(super) fn slug(entry: &Entry<'_>) -> Option<String> {
    entry
        .parse("a name of 1 to 64 small letters a-z, digits and hyphens", |text| is_slug(text).then(|| text.to_owned()))
}

/// Whether a text is a slug.
pub(super) fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=MAX_SLUG).contains(&text.len()) && text.bytes().all(allowed)
}

/// A text on one line; blanks around it are dropped.
pub(super) fn line(entry: &Entry<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    if text.is_empty() {
        entry.fault("must not be empty");
    } else if text.chars().any(char::is_control) {
        entry.fault("must be a single line");
    } else if text.chars().count() > MAX_TEXT {
        entry.fault(format_args!("must have at most {MAX_TEXT} characters"));
    } else {
        return Some(text.to_owned());
    }
    None
}

/// Something in each language, read by `read`.
pub(super) fn localised<'a, T>(
    entry: &Entry<'a>,
    mut read: impl FnMut(&Entry<'a>) -> Option<T>,
) -> Option<Localised<T>> {
    let mut texts = entry.section()?;
    let [pl, en, uk, de] = Language::ALL.map(|language| texts.required(language.code()).and_then(|text| read(&text)));
    texts.finish();
    Some(Localised { pl: pl?, en: en?, uk: uk?, de: de? })
}

/// A line of text in each language.
pub(super) fn lines(entry: &Entry<'_>) -> Option<Localised> {
    localised(entry, line)
}

/// The address of a page, `https` only.
pub(super) fn https_url(entry: &Entry<'_>) -> Option<String> {
    entry.parse("an address that begins with https://", |text| is_https_url(text).then(|| text.to_owned()))
}

/// Whether a text is the address of a page that can be reached by `https` alone.
pub(super) fn is_https_url(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    plain
        && ammonia::Url::parse(text).is_ok_and(|url| {
            let dotted = url.host_str().is_some_and(|host| host.contains('.'));
            url.scheme() == "https" && text.starts_with("https://") && dotted && url.username().is_empty()
        })
}

/// A telephone number that a link can dial.
pub(super) fn phone(entry: &Entry<'_>) -> Option<String> {
    entry.parse("a telephone number", |text| is_phone(text).then(|| text.to_owned()))
}

/// 5 to 15 digits (ITU-T E.164), `+` in front at most, blanks and the usual signs between them.
fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (5..=15).contains(&digits) && text.len() <= 32 && number.chars().all(|c| c.is_ascii_digit() || " -()/.".contains(c))
}

/// An e-mail address.
pub(super) fn email(entry: &Entry<'_>) -> Option<String> {
    entry.parse("an e-mail address", |text| EmailAddress::parse(text).map(|email| email.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{is_https_url, is_phone, is_slug};

    #[test]
    fn slugs_are_short_and_plain() {
        for (text, expected) in [
            ("prawa-jazdy", true),
            ("1", true),
            ("", false),
            ("Prawa-jazdy", false),
            ("prawa_jazdy", false),
            ("łąka", false),
        ] {
            assert_eq!(is_slug(text), expected, "{text}");
        }
        assert!(is_slug(&"a".repeat(64)) && !is_slug(&"a".repeat(65)));
    }

    #[test]
    fn pages_are_reached_by_https_alone() {
        for (text, expected) in [
            ("https://www.opole.pl/dla-mieszkanca", true),
            ("https://xn--d-uga.pl/?a=b#c", true),
            ("http://www.opole.pl/", false),
            ("https:www.opole.pl", false),
            ("https://localhost/", false),
            ("https://anna@opole.pl/", false),
            ("https://opole.pl/a b", false),
            ("javascript:alert(1)", false),
            ("www.opole.pl", false),
            ("", false),
        ] {
            assert_eq!(is_https_url(text), expected, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_can_be_dialled() {
        for (text, expected) in [
            ("+48 77 000 00 00", true),
            ("19115", true),
            ("(77) 000-00-00", true),
            ("1234", false),
            ("77 000 00 00 w. 12", false),
            ("+48+77", false),
            ("1234567890123456", false),
            ("", false),
        ] {
            assert_eq!(is_phone(text), expected, "{text}");
        }
    }
}
