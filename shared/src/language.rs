//! The languages the product speaks.

use serde::{Deserialize, Serialize};

/// A language of the page, the API's texts and the e-mails. Polish is the source and the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Polish
    #[default]
    Pl,
    /// English
    En,
    /// Ukrainian
    Uk,
    /// German
    De,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Pl, Self::En, Self::Uk, Self::De];

    /// The two-letter code of ISO 639-1, as in `lang` and `Content-Language`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pl => "pl",
            Self::En => "en",
            Self::Uk => "uk",
            Self::De => "de",
        }
    }

    /// What it calls itself: the same in every language, so that a reader finds it on a page that he cannot read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pl => "Polski",
            Self::En => "English",
            Self::Uk => "Українська",
            Self::De => "Deutsch",
        }
    }

    /// Reads a language tag (`pl`, `de-AT`); only its first part counts.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4): the known tag with the highest weight, the
    /// first of equals; Polish if there is none.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for entry in header.split(',') {
            let mut parts = entry.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else { continue };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, De, En, Pl, Uk};

    #[test]
    fn accept_language_takes_the_highest_weight_and_falls_back_to_polish() {
        for (header, expected) in [
            ("", Pl),
            ("fr, es;q=0.5", Pl),
            ("de-AT,de;q=0.9,en;q=0.5", De),
            ("en;q=0.3, uk;q=0.8", Uk),
            ("en;q=0, de;q=0.1", De),
            ("en;q=nonsense", Pl),
            ("fr,EN-us;q=0.7", En),
        ] {
            assert_eq!(Language::from_accept_language(header), expected, "{header:?}");
        }
    }
}
