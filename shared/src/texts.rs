//! Every text of the product, made from `shared/locales` by the build script: one module per section, one struct of
//! texts per language. A key that is missing anywhere does not compile.
//!
//! In the browser the sections of a [`bundle`] are there once its file is loaded, in the languages in which it was.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The lines of a bundle's file, one per text.
#[derive(Debug)]
pub struct Lines {
    rest: &'static str,
    too_few: bool,
}

impl Lines {
    /// The lines of `file`.
    pub const fn of(file: &'static str) -> Self {
        Self { rest: file, too_few: false }
    }

    /// Puts the next one into its place. Too few are noticed at the end, by [`Self::are_used_up`]: looking at each would
    /// weigh much.
    #[inline(never)]
    pub fn take(&mut self, place: &mut &'static str) {
        if let Some((line, rest)) = self.rest.split_once('\n') {
            *place = line;
            self.rest = rest;
        } else {
            self.too_few = true;
        }
    }

    /// Whether there were as many as were taken.
    pub const fn are_used_up(&self) -> bool {
        self.rest.is_empty() && !self.too_few
    }
}

#[cfg(target_arch = "wasm32")]
mod loaded;
#[cfg(target_arch = "wasm32")]
use loaded::Loaded;

/// Puts values into a text's placeholders: `{name}` becomes the value that goes by `name`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            filled.push_str(value);
        } else {
            filled.push('{');
            filled.push_str(name);
            filled.push('}');
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{Lines, bundle, closed, fault, fill, page, problem_detail, problem_title};
    use crate::Language;
    use crate::problem::{FaultCode, ProblemCode};

    #[test]
    fn every_code_has_its_texts_in_every_language() {
        for language in Language::ALL {
            for code in ProblemCode::ALL {
                assert!(problem_title::Texts::of(language).get(code.as_str()).is_some(), "{language} {code:?}");
                assert!(problem_detail::Texts::of(language).get(code.as_str()).is_some(), "{language} {code:?}");
            }
            for code in FaultCode::ALL {
                assert!(fault::Texts::of(language).get(code.as_str()).is_some(), "{language} {code:?}");
            }
            assert!(!closed::Texts::of(language).no_hours.is_empty());
        }
    }

    #[test]
    fn fills_each_placeholder_and_leaves_unknown_ones() {
        assert_eq!(fill("{a} i {b}, {a}{", &[("a", "1"), ("b", "{a}")]), "1 i {a}, 1{");
        assert_eq!(fill("{c}", &[]), "{c}");
    }

    #[test]
    fn a_bundle_is_read_as_it_was_written() {
        for language in Language::ALL {
            let mut lines = Lines::of(bundle::page::file(language));
            let read = page::Texts::read(&mut lines);
            assert_eq!(format!("{read:?}"), format!("{:?}", page::Texts::of(language)));
            assert!(lines.are_used_up());
        }
    }

    #[test]
    fn a_bundle_of_another_version_is_noticed() {
        let file = bundle::page::file(Language::Pl);
        let more = format!("{file}more\n").leak();
        let (fewer, _) = file.trim_end().rsplit_once('\n').unwrap();
        for other in [more, fewer, ""] {
            let mut lines = Lines::of(other);
            page::Texts::read(&mut lines);
            assert!(!lines.are_used_up());
        }
    }
}
