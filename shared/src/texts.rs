//! Every text of the product, made from `shared/locales` by the build script: one module per section, one struct of
//! texts per language. A key that is missing anywhere does not compile.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

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
    use super::{closed, fault, fill, problem_detail, problem_title};
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
}
