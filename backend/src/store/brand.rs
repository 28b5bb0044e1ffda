//! The files of an office's look: its mark, and a small style sheet with its colours. Their names tell their content, so
//! that browsers keep them for ever.

use super::rendered::Rendered;
use crate::domain::palette::Accent;
use crate::domain::plan::Plan;
use crate::domain::profile::{Logo, LogoKind};
use bytes::Bytes;
use shared::office::Logo as LogoDto;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Where the files are.
const FOLDER: &str = "/brand/";

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrandKind {
    /// Colours
    Style,
    /// A drawing
    Svg,
    /// A picture
    Png,
}

/// A file that is ready to be sent.
#[derive(Debug)]
pub struct BrandFile {
    /// What it is.
    pub kind: BrandKind,
    /// Its bytes.
    pub rendered: Rendered,
}

/// The files of all offices by their names.
#[derive(Debug)]
pub struct BrandFiles(HashMap<String, BrandFile>);

impl BrandFiles {
    /// The files of this plan's offices.
    pub fn of(plan: &Plan) -> Self {
        let profiles = plan.offices.iter().map(|office| &office.profile);
        let logos = profiles.clone().filter_map(|profile| profile.logo.as_ref()).map(|logo| {
            let kind = match logo.kind {
                LogoKind::Svg => BrandKind::Svg,
                LogoKind::Png => BrandKind::Png,
            };
            (logo_name(logo), BrandFile { kind, rendered: Rendered::new(Bytes::from(logo.file.clone())) })
        });
        let styles = profiles.filter_map(|profile| profile.accent).map(|accent| {
            let rendered = Rendered::new(accent.style_sheet().into());
            (style_name(accent), BrandFile { kind: BrandKind::Style, rendered })
        });
        Self(logos.chain(styles).collect())
    }

    /// The file of this name.
    pub fn get(&self, name: &str) -> Option<&BrandFile> {
        self.0.get(name)
    }
}

/// An office's mark, as the public finds it.
pub fn logo(logo: &Logo) -> LogoDto {
    LogoDto { url: format!("{FOLDER}{}", logo_name(logo)), width: logo.width, height: logo.height }
}

/// Where the style sheet with this accent is.
pub fn style_url(accent: Accent) -> String {
    format!("{FOLDER}{}", style_name(accent))
}

fn logo_name(logo: &Logo) -> String {
    let extension = match logo.kind {
        LogoKind::Svg => "svg",
        LogoKind::Png => "png",
    };
    format!("logo-{}.{extension}", hash(&logo.file))
}

fn style_name(accent: Accent) -> String {
    format!("colours-{}.css", hash(accent.style_sheet().as_bytes()))
}

fn hash(content: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, content);
    digest.as_ref().iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
