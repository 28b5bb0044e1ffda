//! How an office presents itself: its name and colours on the page, its ways of help, and the facts of its accessibility
//! statement and privacy notice. What is not known is absent, and the page then says nothing of it.

use super::palette::Accent;
use super::plan::Localised;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the page says of the office, besides its name, address and what it offers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The heading of the booking page.
    pub heading: Option<Localised>,
    /// Whose page this is, in a few words, for the top of every page.
    pub brand_name: Option<Localised>,
    /// The mark beside that name.
    pub logo: Option<Logo>,
    /// The colour of links, buttons and the band.
    pub accent: Option<Accent>,
    /// A map with the way to the building.
    pub map_url: Option<String>,
    /// Where a sign-language interpreter can be reached.
    pub sign_language_url: Option<String>,
    /// The office's page in easy-to-read language.
    pub easy_to_read_url: Option<String>,
    /// The facts of the accessibility statement.
    pub accessibility: Option<Accessibility>,
    /// The facts of the privacy notice.
    pub privacy: Privacy,
}

/// A picture, checked when it was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// What it is.
    pub kind: LogoKind,
    /// Its width, in the same unit as its height.
    pub width: u16,
    /// Its height.
    pub height: u16,
    /// The file.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub file: Vec<u8>,
}

/// The kinds of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogoKind {
    /// Scalable
    Svg,
    /// Of points
    Png,
}

/// What Polish law asks an accessibility statement to say (Act of 4 April 2019, article 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accessibility {
    /// When the page was published.
    pub published: NaiveDate,
    /// When it last changed considerably.
    pub updated: NaiveDate,
    /// How far it conforms.
    pub status: Conformity,
    /// What does not conform, and why.
    pub shortcomings: Vec<Localised>,
    /// When the statement was made.
    pub prepared: NaiveDate,
    /// When it was last looked through.
    pub reviewed: Option<NaiveDate>,
    /// Who examined the page, if not the office itself.
    pub auditor: Option<String>,
    /// Who answers for accessibility.
    pub contact: String,
    /// That person's address; the office's if absent.
    pub email: Option<String>,
    /// That person's telephone; the office's if absent.
    pub phone: Option<String>,
    /// How the building can be entered and used, one paragraph each.
    pub architecture: Vec<Localised>,
    /// The office's applications for telephones.
    pub apps: Vec<MobileApp>,
}

/// How far a page conforms to the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conformity {
    /// Wholly
    Full,
    /// But for what is listed
    Partial,
    /// Not
    None,
}

/// An application for telephones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MobileApp {
    /// Its name.
    pub name: String,
    /// Where it can be had.
    pub url: String,
}

/// What the law asks a privacy notice to say that only the office knows (GDPR, article 13).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Privacy {
    /// Who answers for the data: name and address.
    pub controller: Option<Localised>,
    /// The data-protection officer's address.
    pub officer_email: Option<String>,
    /// The data-protection officer's telephone.
    pub officer_phone: Option<String>,
    /// What the law allows it by.
    pub legal_basis: Option<Localised>,
    /// The office's whole notice.
    pub notice_url: Option<String>,
}

fn to_base64<S: Serializer>(file: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(file))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64_STANDARD.decode(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::{Logo, LogoKind, Profile};

    #[test]
    fn a_profile_of_another_version_is_read() {
        assert_eq!(serde_json::from_str::<Profile>(r#"{"later": 1}"#).unwrap(), Profile::default());
        let logo = Logo { kind: LogoKind::Png, width: 2, height: 1, file: vec![0, 255] };
        let profile = Profile { logo: Some(logo), ..Profile::default() };
        assert_eq!(serde_json::from_str::<Profile>(&serde_json::to_string(&profile).unwrap()).unwrap(), profile);
    }
}
