use super::{Accent, Colour, DARK_SHEET, DARK_SUNK, LIGHT_GROUND, Roles, TEXT, WHITE};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The contrast that signs, frames and the ring around what has the focus need.
const SIGN: f64 = 3.0;

/// The page's own tokens.
const TOKENS: &str = include_str!("../../../../frontend/assets/style/10-tokens.css");

type Tokens = BTreeMap<String, Colour>;

/// The colours of both themes.
fn tokens() -> [Tokens; 2] {
    let (light, rest) = TOKENS.split_once("@media (prefers-color-scheme: dark)").expect("the dark theme");
    let dark = rest.split_once("@media").expect("what follows the dark theme").0;
    let colours = |text: &str| -> Tokens {
        let lines = text.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "));
        lines.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
    };
    let light = colours(light);
    let dark = light.clone().into_iter().chain(colours(dark)).collect();
    [light, dark]
}

/// Which colour stands on which, and the contrast that it needs.
const PAIRS: [(&str, &str, f64); 47] = [
    ("ink", "ground", TEXT),
    ("ink", "sheet", TEXT),
    ("ink", "sunk", TEXT),
    ("ink", "accent-wash", TEXT),
    ("ink", "bad-wash", TEXT),
    ("ink", "good-wash", TEXT),
    ("ink-quiet", "ground", TEXT),
    ("ink-quiet", "sheet", TEXT),
    ("ink-quiet", "sunk", TEXT),
    ("ink-quiet", "accent-wash", TEXT),
    ("accent", "ground", TEXT),
    ("accent", "sheet", TEXT),
    ("accent", "sunk", TEXT),
    ("accent", "accent-wash", TEXT),
    ("accent-strong", "ground", TEXT),
    ("accent-strong", "sheet", TEXT),
    ("accent-strong", "accent-wash", TEXT),
    ("accent", "bad-wash", TEXT),
    ("accent", "good-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-gold", "gold", TEXT),
    ("on-band", "band", TEXT),
    ("on-band", "band-deep", TEXT),
    ("on-band-quiet", "band", TEXT),
    ("on-band-quiet", "band-deep", TEXT),
    ("bad", "sheet", TEXT),
    ("bad", "ground", TEXT),
    ("bad", "bad-wash", TEXT),
    ("on-bad", "bad", TEXT),
    ("good", "sheet", TEXT),
    ("good", "good-wash", TEXT),
    ("sign-free-digit", "sign-free", TEXT),
    ("sign-full", "sign-full-wash", TEXT),
    ("sign-free", "sheet", SIGN),
    ("sign-full", "sheet", SIGN),
    ("sign-unreleased", "sheet", SIGN),
    ("line-strong", "sheet", SIGN),
    ("line-strong", "ground", SIGN),
    ("focus", "ground", SIGN),
    ("focus", "sheet", SIGN),
    ("focus", "sunk", SIGN),
    ("focus", "accent-wash", SIGN),
    ("focus", "focus-halo", SIGN),
    ("gold", "band-deep", SIGN),
    ("sign-full", "ground", SIGN),
    ("sign-unreleased", "ground", SIGN),
];

#[track_caller]
fn assert_readable(tokens: &Tokens, theme: &str) {
    for (above, below, least) in PAIRS {
        let colour = |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("{theme}: no colour --{name}"));
        let contrast = colour(above).contrast(colour(below));
        assert!(contrast >= least, "{theme}: --{above} on --{below} has {contrast:.2}, needs {least}");
    }
}

/// The tokens as an office's style sheet leaves them.
fn with(tokens: &Tokens, roles: &Roles) -> Tokens {
    tokens.clone().into_iter().chain(roles.named().map(|(name, colour)| (name.to_owned(), colour))).collect()
}

#[test]
fn the_pages_own_tokens_can_be_read() {
    let [light, dark] = tokens();
    assert_readable(&light, "light");
    assert_readable(&dark, "dark");
}

#[test]
fn the_grounds_are_those_of_the_style_sheet() {
    let [light, dark] = tokens();
    assert_eq!((light["bad-wash"], light["sheet"]), (LIGHT_GROUND, WHITE));
    assert_eq!((dark["sheet"], dark["sunk"]), (DARK_SHEET, DARK_SUNK));
}

#[test]
fn contrasts_are_those_of_the_standard() {
    let contrast = |one: &str, other: &str| one.parse::<Colour>().unwrap().contrast(other.parse().unwrap());
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    assert!((contrast("#0B57A4", "#0b57a4") - 1.0).abs() < 1e-9);
}

#[test]
fn only_six_digits_are_a_colour() {
    for text in ["", "#", "0b57a4", "#0b57a", "#0b57a4f", "#0b57g4", "#+b57a4", "#żółty", "blue", "#fff"] {
        assert!(text.parse::<Colour>().is_err(), "{text}");
    }
}

#[test]
fn what_is_too_bright_is_refused_with_a_shade_that_is_not() {
    let yellow: Colour = "#ffeb3b".parse().unwrap();
    let instead = Accent::new(yellow).unwrap_err().instead;
    assert!(Accent::new(instead).is_ok() && instead.contrast(WHITE) < 6.0, "{instead}");
}

#[test]
fn the_style_sheet_sets_both_themes() {
    let sheet = Accent::new("#a4120b".parse().unwrap()).unwrap().style_sheet();
    assert!(sheet.starts_with(":root{--accent:#a4120b;--accent-strong:"), "{sheet}");
    assert_eq!(sheet.matches("--accent-wash:").count(), 2, "{sheet}");
    assert_eq!(sheet.matches('{').count(), sheet.matches('}').count(), "{sheet}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever accent is taken, every pair of the page keeps its contrast, light and dark.
    #[test]
    fn every_accent_keeps_every_contrast(parts in any::<[u8; 3]>()) {
        let accent = Accent::new(Colour(parts)).unwrap_or_else(|too_bright| Accent::new(too_bright.instead).unwrap());
        let [light, dark] = tokens();
        assert_readable(&with(&light, &accent.light()), &format!("light, {}", Colour(parts)));
        assert_readable(&with(&dark, &accent.dark()), &format!("dark, {}", Colour(parts)));
    }

    #[test]
    fn colours_are_read_as_they_are_written(parts in any::<[u8; 3]>()) {
        prop_assert_eq!(Colour(parts).to_string().parse(), Ok(Colour(parts)));
    }
}
