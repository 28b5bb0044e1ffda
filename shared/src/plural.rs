//! Plural forms by the rules of CLDR for whole numbers, for pages and e-mails alike.

use crate::Language;

/// A text in the forms that a number can ask for. Languages without `few` or `many` repeat `other` there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural {
    /// 1 day
    pub one: &'static str,
    /// 2 dni
    pub few: &'static str,
    /// 5 dni
    pub many: &'static str,
    /// 1,5 dnia; in English and German everything but one
    pub other: &'static str,
}

impl Plural {
    /// The form for `n` things.
    pub const fn form(&self, language: Language, n: u32) -> &'static str {
        match category(language, n) {
            Category::One => self.one,
            Category::Few => self.few,
            Category::Many => self.many,
            Category::Other => self.other,
        }
    }
}

/// CLDR's plural categories that our languages know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// singular
    One,
    /// 2 to 4 and numbers that end so
    Few,
    /// the rest in Polish and Ukrainian
    Many,
    /// the rest in English and German
    Other,
}

/// The plural category of a whole number.
pub const fn category(language: Language, n: u32) -> Category {
    let few = matches!(n % 10, 2..=4) && !matches!(n % 100, 12..=14);
    match language {
        Language::En | Language::De | Language::Pl if n == 1 => Category::One,
        Language::En | Language::De => Category::Other,
        Language::Uk if n % 10 == 1 && n % 100 != 11 => Category::One,
        Language::Pl | Language::Uk if few => Category::Few,
        Language::Pl | Language::Uk => Category::Many,
    }
}

#[cfg(test)]
mod tests {
    use super::{Category, category};
    use crate::Language;

    #[test]
    fn categories_follow_cldr() {
        use Category::{Few, Many, One, Other};
        let numbers = [0, 1, 2, 4, 5, 12, 14, 21, 22, 25, 101, 112];
        for (language, expected) in [
            (Language::Pl, [Many, One, Few, Few, Many, Many, Many, Many, Few, Many, Many, Many]),
            (Language::Uk, [Many, One, Few, Few, Many, Many, Many, One, Few, Many, One, Many]),
            (Language::En, [Other, One, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other]),
            (Language::De, [Other, One, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other]),
        ] {
            for (n, category_of_n) in numbers.into_iter().zip(expected) {
                assert_eq!(category(language, n), category_of_n, "{language} {n}");
            }
        }
    }
}
