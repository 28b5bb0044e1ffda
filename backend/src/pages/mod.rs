//! The pages as the server sends them: heading, services, help and the statements of the law are there before any
//! program is, in the language that is asked for. Each is written once and kept as finished bytes, until midnight or the
//! next terms: what they say of the office changes with those at most.

mod frame;
mod hours;
mod legal;
mod lost_code;
mod manifest;
mod template;

use crate::clock::Clock;
use crate::domain::palette::Colour;
use crate::domain::plan::{Office, Plan};
use crate::mail::words;
use crate::store::answers::{office_dto, service_dtos};
use crate::store::cache::Cache;
use crate::store::rendered::Rendered;
use askama::Template;
use chrono::{DateTime, Days, NaiveTime, TimeZone as _, Utc};
use frame::Frame;
use shared::Language;
use shared::office::Office as OfficeDto;
use shared::service::{Service, by_category};
use shared::texts::{code, fill, mail};
use std::sync::Arc;
use template::Document;

pub use lost_code::{Form, Refusal};

/// A page with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Booking a visit
    Booking,
    /// A booked visit
    Visit,
    /// The terms
    Terms,
    /// The privacy notice
    Privacy,
    /// The accessibility statement
    Accessibility,
    /// Asking for a lost code
    LostCode,
    /// A lost code was asked for
    CodeAsked,
    /// No page of ours
    Missing,
    /// What the page is called once it is installed, for browsers
    Manifest,
}

impl Page {
    /// Whether the page's program runs there. The others are whole as they are sent.
    const fn has_program(self) -> bool {
        matches!(self, Self::Booking | Self::Visit)
    }

    /// What its program wants at once, beside what every page of the program does.
    fn preloads(self, language: Language) -> Vec<String> {
        let texts = format!("page.{language}.txt");
        match self {
            Self::Booking => vec![texts],
            Self::Visit => vec![texts, "app_shared.wasm".to_owned(), "app_visit.wasm".to_owned()],
            _ => Vec::new(),
        }
    }

    /// Its address, if all may find it.
    const fn public_path(self) -> Option<&'static str> {
        match self {
            Self::Booking => Some("/"),
            Self::Terms => Some("/regulamin"),
            Self::Privacy => Some("/prywatnosc"),
            Self::Accessibility => Some("/dostepnosc"),
            Self::LostCode => Some("/kod"),
            Self::Visit | Self::CodeAsked | Self::Missing | Self::Manifest => None,
        }
    }
}

/// The page's files, as far as pages are made of them.
pub trait Files {
    /// What tells the page's `index.html` from any other.
    fn version(&self) -> Option<u64>;
    /// The page's `index.html`.
    fn index(&self) -> Option<String>;
    /// The page's `manifest.webmanifest`.
    fn manifest(&self) -> Option<String>;
    /// The address of an asset, by its name without the hash: `style.css`.
    fn asset(&self, name: &str) -> Option<String>;
}

/// Writes pages.
pub struct Pages {
    plan: Arc<Plan>,
    clock: Arc<dyn Clock>,
    public_url: String,
    retention_days: u32,
    written: Cache<(Page, Language, u64), Rendered>,
}

impl Pages {
    /// The pages of the plan's first office, on a server that residents reach at `public_url`.
    pub fn new(plan: Arc<Plan>, clock: Arc<dyn Clock>, public_url: String, retention_days: u32) -> Self {
        Self { plan, clock, public_url, retention_days, written: Cache::default() }
    }

    /// A page in a language; none if there is no office, or no file to write it into.
    pub fn get(&self, page: Page, language: Language, files: &impl Files) -> Option<Arc<Rendered>> {
        let office = self.plan.offices.first()?;
        let version = files.version()?;
        let now = self.clock.now();
        let written = self.written.get((page, language, version), 0, now, || {
            let written = if page == Page::Manifest {
                files.manifest().and_then(|file| manifest::fill_in(&file, office, language))
            } else {
                let index = files.index().unwrap_or_default();
                let preloads: Vec<String> =
                    page.preloads(language).iter().filter_map(|name| files.asset(name)).collect();
                self.write(office, page, language, now, &index, &preloads)
            };
            // Empty if it can't be written, which is answered below; that too is true for this file for good.
            (Rendered::lasting(written.unwrap_or_default().into()), Some(until(office, now)))
        });
        (!written.body.is_empty()).then_some(written)
    }

    /// The form of who has no code as it was filled in, with what is wrong with it. Not kept: it is somebody's.
    pub fn lost_code(&self, language: Language, files: &impl Files, form: &Form, refusal: &Refusal) -> Option<String> {
        let office = self.plan.offices.first()?;
        let dto = office_dto(office, self.plan.holds, self.clock.now(), language);
        let frame = Frame::new(&dto, language, true);
        let body = lost_code::Asking::new(&frame, form, Some(refusal)).render().ok()?;
        let name = fill(frame.texts.err_prefix, &[("title", frame.texts.code_link)]);
        self.document(office, Page::LostCode, &frame, (name, body), &files.index()?, &[])
    }

    fn write(
        &self,
        office: &Office,
        page: Page,
        language: Language,
        now: DateTime<Utc>,
        index: &str,
        preloads: &[String],
    ) -> Option<String> {
        let dto = office_dto(office, self.plan.holds, now, language);
        let frame = Frame::new(&dto, language, page != Page::Visit);
        let written = self.body(office, page, &frame, now)?;
        self.document(office, page, &frame, written, index, preloads)
    }

    /// The whole document around a page's name and body.
    fn document(
        &self,
        office: &Office,
        page: Page,
        frame: &Frame<'_>,
        (name, body): (String, String),
        index: &str,
        preloads: &[String],
    ) -> Option<String> {
        let language = frame.language;
        let title = match page {
            Page::Booking => name,
            _ => fill(frame.texts.title_of, &[("page", &name), ("site", frame.site)]),
        };
        let [theme_light, theme_dark] = &theme(office);
        let head =
            Head { title: &title, description: frame.texts.description, theme_light, theme_dark }.render().ok()?;
        let path = page.public_path();
        let about = OfficePart {
            style_url: frame.office.style_url.as_deref(),
            preloads,
            language,
            indexed: path.is_some(),
            path: path.unwrap_or_default(),
            public_url: &self.public_url,
            languages: &Language::ALL,
        };
        let office = about.render().ok()?;
        let document = Document { language, head: &head, office: &office, body: &body, program: page.has_program() };
        template::fill(index, &document)
    }

    /// The page's name and its body.
    fn body(&self, office: &Office, page: Page, frame: &Frame<'_>, now: DateTime<Utc>) -> Option<(String, String)> {
        let (texts, legal, language) = (frame.texts, frame.legal, frame.language);
        let services: Vec<Service> = service_dtos(&self.plan, office, language).collect();
        let (name, body) = match page {
            Page::Booking => {
                let title = frame.office.heading.as_deref().unwrap_or(texts.app_title);
                let today = now.with_timezone(&office.timezone).date_naive();
                let booking = Booking {
                    frame,
                    title,
                    hours: hours::lines(office, today, legal, mail::Texts::of(language)),
                    groups: by_category(&services),
                    only: Only::of(&services, frame),
                    services: &services,
                    labels: [texts.item_date, texts.item_time, texts.item_service, texts.item_email],
                    catalogue: catalogue(language, frame.office, &services),
                };
                (title, booking.render())
            }
            Page::Visit => {
                (texts.visit_title, Visit { frame, catalogue: catalogue(language, frame.office, &services) }.render())
            }
            Page::Terms => {
                let terms = office.terms_in_force(now)?;
                let since = terms.published_at.with_timezone(&office.timezone).date_naive();
                let date = words::day(mail::Texts::of(language), since);
                let version = fill(legal.terms_version, &[("version", &terms.version), ("date", &date)]);
                (texts.terms_heading, Terms { frame, version, html: terms.html.get(language) }.render())
            }
            Page::Privacy => (legal.privacy_title, legal::Privacy::new(frame, office, self.retention_days).render()),
            Page::Accessibility => (legal.a11y_title, legal::Statement::new(frame, office, &self.public_url).render()),
            Page::LostCode => (frame.texts.code_link, lost_code::Asking::new(frame, &Form::default(), None).render()),
            Page::CodeAsked => {
                let c = code::Texts::of(language);
                (c.asked_title, lost_code::Asked { frame, c }.render())
            }
            Page::Missing => (texts.missing_title, Missing { frame }.render()),
            Page::Manifest => return None,
        };
        Some((name.to_owned(), body.ok()?))
    }
}

/// The colours of the browser around the page, light and dark.
fn theme(office: &Office) -> [String; 2] {
    let accent = office.profile.accent.map(crate::domain::palette::Accent::theme_colours);
    accent.map_or_else(|| ["#0b3f7a", "#0f2440"].map(str::to_owned), |two| two.map(|one: Colour| one.to_string()))
}

/// Until when what is written of an office holds: its next midnight, or the next version of its terms.
fn until(office: &Office, now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.with_timezone(&office.timezone).date_naive() + Days::new(1);
    let midnight = office.timezone.from_local_datetime(&tomorrow.and_time(NaiveTime::MIN)).earliest();
    // Where midnight is skipped, an hour is soon enough.
    let midnight = midnight.map_or(now + chrono::Duration::hours(1), |midnight| midnight.to_utc());
    let terms = office.terms.iter().map(|terms| terms.published_at).filter(|published| *published > now).min();
    terms.map_or(midnight, |terms| terms.min(midnight))
}

/// What the page's program would ask for first, so that it need not.
fn catalogue(language: Language, office: &OfficeDto, services: &[Service]) -> String {
    // Within a script nothing is escaped, and nothing but its end is seen; in JSON `<` stands in texts alone.
    serde_json::to_string(&(language, office, services)).unwrap_or_default().replace('<', "\\u003c")
}

#[derive(Template)]
#[template(path = "page/head.html")]
struct Head<'a> {
    title: &'a str,
    description: &'a str,
    theme_light: &'a str,
    theme_dark: &'a str,
}

#[derive(Template)]
#[template(path = "page/office.html")]
struct OfficePart<'a> {
    style_url: Option<&'a str>,
    preloads: &'a [String],
    language: Language,
    indexed: bool,
    path: &'a str,
    public_url: &'a str,
    languages: &'static [Language],
}

#[derive(Template)]
#[template(path = "page/booking.html")]
struct Booking<'a> {
    frame: &'a Frame<'a>,
    title: &'a str,
    hours: Vec<String>,
    groups: Vec<(&'a str, Vec<&'a Service>)>,
    /// If there is but one: it is chosen, and not asked for.
    only: Option<Only<'a>>,
    services: &'a [Service],
    /// What the summary will have, in its order.
    labels: [&'static str; 4],
    catalogue: String,
}

/// The only service, with what its choice brings.
struct Only<'a> {
    service: &'a Service,
    length: String,
}

impl<'a> Only<'a> {
    fn of(services: &'a [Service], frame: &Frame<'_>) -> Option<Self> {
        let [service] = services else { return None };
        let minutes = service.duration_minutes;
        let length = frame.texts.visit_length.form(frame.language, minutes);
        Some(Self { service, length: fill(length, &[("n", &minutes.to_string())]) })
    }
}

#[derive(Template)]
#[template(path = "page/visit.html")]
struct Visit<'a> {
    frame: &'a Frame<'a>,
    catalogue: String,
}

#[derive(Template)]
#[template(path = "page/terms.html")]
struct Terms<'a> {
    frame: &'a Frame<'a>,
    version: String,
    /// Cleaned to a fixed list of elements when it was imported.
    html: &'a str,
}

#[derive(Template)]
#[template(path = "page/missing.html")]
struct Missing<'a> {
    frame: &'a Frame<'a>,
}
