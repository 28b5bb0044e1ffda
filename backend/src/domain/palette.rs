//! From an office's accent colour to every role that it plays on the page, light and dark, such that each text keeps a
//! contrast of 4.5 and each sign one of 3 (WCAG 2.2, 1.4.3 and 1.4.11). What the calendar's signs look like is no matter
//! of taste and does not depend on it.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};
use std::str::FromStr;

#[cfg(test)]
mod tests;

/// The contrast that text needs.
const TEXT: f64 = 4.5;
/// The contrast of what has to be read at ease: text on the band, and links on a dark ground.
const EASE: f64 = 7.0;

const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);
/// `--bad-wash` of the style sheet, light: the darkest that links stand on there.
const LIGHT_GROUND: Colour = Colour([0xfd, 0xee, 0xec]);
/// `--sheet` of the style sheet, dark.
const DARK_SHEET: Colour = Colour([0x12, 0x16, 0x1c]);
/// `--sunk` of the style sheet, dark: the brightest that links stand on there.
const DARK_SUNK: Colour = Colour([0x1a, 0x20, 0x29]);

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour([u8; 3]);

/// Why a text is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a colour of the form #0b57a4")]
pub struct NoColour;

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or(NoColour)?;
        let part = |at: usize| {
            let pair = digits.get(at..at + 2).filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
            u8::from_str_radix(pair.ok_or(NoColour)?, 16).map_err(|_| NoColour)
        };
        Ok(Self([part(0)?, part(2)?, part(4)?]))
    }
}

impl TryFrom<String> for Colour {
    type Error = NoColour;

    fn try_from(text: String) -> Result<Self, NoColour> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// The contrast to another colour, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// So many hundredths of the way to another colour.
    fn towards(self, other: Self, hundredths: u16) -> Self {
        let [red, green, blue] = self.0;
        let [to_red, to_green, to_blue] = other.0;
        let mix = |from: u8, to: u8| {
            let mixed = (u16::from(from) * (100 - hundredths) + u16::from(to) * hundredths + 50) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self([mix(red, to_red), mix(green, to_green), mix(blue, to_blue)])
    }

    /// The first colour on the way to another, from so many hundredths on, for which `fits` holds; at last that other one.
    fn until(self, other: Self, from: u16, fits: impl Fn(Self) -> bool) -> Self {
        (from..=100).map(|hundredths| self.towards(other, hundredths)).find(|colour| fits(*colour)).unwrap_or(other)
    }
}

/// A colour that is too bright to be an accent, and the nearest darker shade that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooBright {
    /// What could be taken in its place.
    pub instead: Colour,
}

/// A colour that links, buttons and frames can have on a light page as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Colour", try_from = "Colour")]
pub struct Accent(Colour);

impl Accent {
    /// Takes a colour that can be read on every light ground of the page.
    pub fn new(colour: Colour) -> Result<Self, TooBright> {
        let fits = |colour: Colour| colour.contrast(LIGHT_GROUND) >= TEXT;
        if fits(colour) { Ok(Self(colour)) } else { Err(TooBright { instead: colour.until(BLACK, 0, fits) }) }
    }

    /// The style sheet that gives the page this accent, to be loaded after the page's own.
    pub fn style_sheet(self) -> String {
        let mut sheet = String::new();
        let _ = write!(
            sheet,
            ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}",
            self.light().properties(),
            self.dark().properties()
        );
        sheet
    }

    /// The colour of the band, which the browser's own frame takes too: light, dark.
    pub fn theme_colours(self) -> [Colour; 2] {
        [self.light().band, self.dark().band]
    }

    fn light(self) -> Roles {
        let accent = self.0;
        let band = accent.until(BLACK, 20, |band| band.contrast(WHITE) >= EASE);
        Roles {
            accent,
            accent_strong: accent.towards(BLACK, 30),
            // Not tinted more than the accent can be read on.
            accent_wash: accent.until(WHITE, 90, |wash| wash.contrast(accent) >= TEXT),
            on_accent: WHITE,
            band,
            band_deep: band.towards(BLACK, 30),
            on_band: WHITE,
            on_band_quiet: band.towards(WHITE, 86),
        }
    }

    fn dark(self) -> Roles {
        let accent = self.0.until(WHITE, 0, |accent| accent.contrast(DARK_SUNK) >= EASE);
        let band = self.0.until(BLACK, 55, |band| band.contrast(WHITE) >= EASE);
        Roles {
            accent,
            accent_strong: accent.towards(WHITE, 40),
            accent_wash: accent.until(DARK_SHEET, 82, |wash| wash.contrast(accent) >= TEXT),
            on_accent: DARK_SHEET.towards(BLACK, 40),
            band,
            band_deep: band.towards(BLACK, 30),
            on_band: WHITE,
            on_band_quiet: band.towards(WHITE, 80),
        }
    }
}

impl From<Accent> for Colour {
    fn from(accent: Accent) -> Self {
        accent.0
    }
}

impl TryFrom<Colour> for Accent {
    type Error = &'static str;

    fn try_from(colour: Colour) -> Result<Self, Self::Error> {
        Self::new(colour).map_err(|_| "the accent cannot be read")
    }
}

/// The custom properties of the style sheet that depend on the accent.
struct Roles {
    accent: Colour,
    accent_strong: Colour,
    accent_wash: Colour,
    on_accent: Colour,
    band: Colour,
    band_deep: Colour,
    on_band: Colour,
    on_band_quiet: Colour,
}

impl Roles {
    fn named(&self) -> [(&'static str, Colour); 8] {
        [
            ("accent", self.accent),
            ("accent-strong", self.accent_strong),
            ("accent-wash", self.accent_wash),
            ("on-accent", self.on_accent),
            ("band", self.band),
            ("band-deep", self.band_deep),
            ("on-band", self.on_band),
            ("on-band-quiet", self.on_band_quiet),
        ]
    }

    fn properties(&self) -> String {
        let properties = self.named().map(|(name, colour)| format!("--{name}:{colour}"));
        properties.join(";")
    }
}
