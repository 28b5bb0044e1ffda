//! How an office presents itself: `[brand]`, `[help]`, `[accessibility]` and `[privacy]`.

use super::Files;
use super::logo;
use super::pools::date;
use super::reader::{Entry, Section};
use super::value::{email, https_url, line, lines, phone};
use crate::domain::palette::{Accent, Colour};
use crate::domain::profile::{Accessibility, Conformity, Logo, MobileApp, Privacy, Profile};

/// Reads what of the file's top belongs to it.
pub(super) fn profile(fields: &mut Section<'_>, files: Files<'_>) -> Profile {
    let mut profile = Profile {
        heading: fields.optional("heading").and_then(|entry| lines(&entry)),
        map_url: fields.optional("map_url").and_then(|entry| https_url(&entry)),
        accessibility: fields.optional("accessibility").and_then(|entry| accessibility(entry.section()?)),
        privacy: fields.optional("privacy").and_then(|entry| Some(privacy(entry.section()?))).unwrap_or_default(),
        ..Profile::default()
    };
    if let Some(mut brand) = fields.optional("brand").and_then(|entry| entry.section()) {
        profile.brand_name = brand.optional("name").and_then(|entry| lines(&entry));
        profile.logo = brand.optional("logo").and_then(|entry| logo_beside(&entry, files));
        profile.accent = brand.optional("accent").and_then(|entry| accent(&entry));
        brand.finish();
    }
    if let Some(mut help) = fields.optional("help").and_then(|entry| entry.section()) {
        profile.sign_language_url = help.optional("sign_language_url").and_then(|entry| https_url(&entry));
        profile.easy_to_read_url = help.optional("easy_to_read_url").and_then(|entry| https_url(&entry));
        help.finish();
    }
    profile
}

fn logo_beside(entry: &Entry<'_>, files: Files<'_>) -> Option<Logo> {
    let (name, kind) = entry.parse("the name of an .svg or .png file beside this one", |name| {
        Some((name.to_owned(), logo::kind_of(name)?))
    })?;
    match files(&name).and_then(|file| logo::read(kind, file)) {
        Ok(logo) => Some(logo),
        Err(reason) => {
            entry.fault(format_args!("{name} {reason}"));
            None
        }
    }
}

fn accent(entry: &Entry<'_>) -> Option<Accent> {
    let colour: Colour = entry.parse("a colour such as #0b57a4", |text| text.parse().ok())?;
    match Accent::new(colour) {
        Ok(accent) => Some(accent),
        Err(too_bright) => {
            let instead = too_bright.instead;
            entry.fault(format_args!("{colour} is too bright to be read on a light page; {instead} is dark enough"));
            None
        }
    }
}

fn accessibility(mut fields: Section<'_>) -> Option<Accessibility> {
    let published = fields.required("published").and_then(|entry| date(&entry));
    let updated = fields.required("updated").and_then(|entry| date(&entry));
    let status = fields.required("status").and_then(|entry| {
        entry.parse("full, partial or none", |text| match text {
            "full" => Some(Conformity::Full),
            "partial" => Some(Conformity::Partial),
            "none" => Some(Conformity::None),
            _ => None,
        })
    });
    let shortcomings_entry = fields.optional("shortcomings");
    let shortcomings: Vec<_> =
        shortcomings_entry.as_ref().map(Entry::list).unwrap_or_default().iter().filter_map(lines).collect();
    let prepared = fields.required("prepared").and_then(|entry| date(&entry));
    let reviewed = fields.optional("reviewed").and_then(|entry| {
        let reviewed = date(&entry)?;
        if prepared.is_some_and(|prepared| reviewed < prepared) {
            entry.fault("lies before prepared");
        }
        Some(reviewed)
    });
    let auditor = fields.optional("auditor").and_then(|entry| line(&entry));
    let contact = fields.required("contact").and_then(|entry| line(&entry));
    let email = fields.optional("email").and_then(|entry| email(&entry));
    let phone = fields.optional("phone").and_then(|entry| phone(&entry));
    let architecture = fields.filled_list("architecture").iter().filter_map(lines).collect();
    let apps = fields.list("apps").iter().filter_map(app).collect();
    if let (Some(entry), Some(Conformity::Full), false) = (&shortcomings_entry, status, shortcomings.is_empty()) {
        entry.fault("must be left out where the status is full");
    }
    fields.finish();
    Some(Accessibility {
        published: published?,
        updated: updated?,
        status: status?,
        shortcomings,
        prepared: prepared?,
        reviewed,
        auditor,
        contact: contact?,
        email,
        phone,
        architecture,
        apps,
    })
}

fn app(entry: &Entry<'_>) -> Option<MobileApp> {
    let mut fields = entry.section()?;
    let name = fields.required("name").and_then(|entry| line(&entry));
    let url = fields.required("url").and_then(|entry| https_url(&entry));
    fields.finish();
    Some(MobileApp { name: name?, url: url? })
}

fn privacy(mut fields: Section<'_>) -> Privacy {
    let privacy = Privacy {
        controller: fields.optional("controller").and_then(|entry| lines(&entry)),
        officer_email: fields.optional("officer_email").and_then(|entry| email(&entry)),
        officer_phone: fields.optional("officer_phone").and_then(|entry| phone(&entry)),
        legal_basis: fields.optional("legal_basis").and_then(|entry| lines(&entry)),
        notice_url: fields.optional("notice_url").and_then(|entry| https_url(&entry)),
    };
    fields.finish();
    privacy
}

#[cfg(test)]
mod tests;
