//! The language of an address, and plurals.

use super::{Speech, query_language, without_language};
use shared::Language;

#[test]
fn the_address_may_name_a_language() {
    assert_eq!(query_language("service=flota&lang=uk"), Some(Language::Uk));
    assert_eq!(query_language("lang=fr"), None);
    assert_eq!(query_language("slang=de"), None);
}

#[test]
fn a_language_is_asked_for_once() {
    assert_eq!(without_language("service=flota&lang=uk").as_deref(), Some("service=flota"));
    assert_eq!(without_language("lang=uk").as_deref(), Some(""));
    assert_eq!(without_language("slang=de"), None);
    assert_eq!(without_language(""), None);
}

#[test]
fn counts_take_the_form_of_their_language() {
    let polish = Speech::of(Language::Pl);
    for (n, expected) in [(1, "1 wolna godzina"), (3, "3 wolne godziny"), (12, "12 wolnych godzin")] {
        assert_eq!(polish.count(&polish.texts.free_times, n), expected);
    }
}
