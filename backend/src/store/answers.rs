//! The public reads, answered from memory: finished bytes that hold until something changes.

use super::alternatives::Alternatives;
use super::brand;
use super::cache::Cache;
use super::occupancy::{Generation, Occupancy};
use super::rendered::Rendered;
use crate::clock::Clock;
use crate::domain::day::{DayView, Offer};
use crate::domain::hold::HoldRule;
use crate::domain::plan::{Localised, Office, Plan, Service};
use crate::problem::ApiError;
use chrono::{DateTime, Days as CalendarDays, FixedOffset, NaiveDate, NaiveTime, Utc};
use shared::availability::{Day, DaySlots, Days, MAX_DAYS, Slot, SlotRef};
use shared::office::{Items, Office as OfficeDto};
use shared::problem::{FaultCode, FieldFault};
use shared::service::Service as ServiceDto;
use shared::terms::Terms as TermsDto;
use shared::{Language, ProblemCode};
use std::collections::HashMap;
use std::sync::Arc;

/// How many free hours are offered in place of a full one.
const ALTERNATIVES: usize = 6;

/// What is asked of all offices, or of one by its place in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    Offices,
    Services(Option<usize>),
    /// Of an office, a version by its place.
    Terms(usize, usize),
}

/// What is asked of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Span {
    /// From today to the end of the horizon, whatever day it is.
    Ahead,
    Days(NaiveDate, NaiveDate),
    Day(NaiveDate),
}

/// What is known of one service. Each has caches of its own, so that whoever asks one of them for all days of all years
/// makes no other slower.
struct Board {
    generation: Generation,
    rendered: Cache<(Span, Language), Rendered>,
    alternatives: Cache<(NaiveDate, NaiveTime), Alternatives>,
}

/// Answers public questions.
pub struct Answers {
    plan: Arc<Plan>,
    occupancy: Arc<Occupancy>,
    clock: Arc<dyn Clock>,
    catalogue: Cache<(Question, Language), Rendered>,
    boards: HashMap<String, Board>,
}

impl Answers {
    /// Answers from this plan and these counters.
    pub fn new(plan: Arc<Plan>, occupancy: Arc<Occupancy>, clock: Arc<dyn Clock>) -> Self {
        let board = |service: &Service| Board {
            generation: occupancy.generation(&service.pool_id),
            rendered: Cache::default(),
            alternatives: Cache::default(),
        };
        let services = plan.offices.iter().flat_map(|office| &office.services);
        let boards = services.map(|service| (service.id.clone(), board(service))).collect();
        Self { plan, occupancy, clock, catalogue: Cache::default(), boards }
    }

    fn board(&self, service_id: &str) -> Result<(Offer<'_>, &Board), ApiError> {
        let offer = self.plan.offer(service_id).ok_or(ProblemCode::ServiceNotFound)?;
        Ok((offer, self.boards.get(service_id).ok_or(ProblemCode::ServiceNotFound)?))
    }

    /// Whether there is an office of this name.
    pub fn knows_office(&self, id: &str) -> bool {
        self.plan.offices.iter().any(|office| office.id == id)
    }

    /// Whether there is a service of this name.
    pub fn knows_service(&self, id: &str) -> bool {
        self.boards.contains_key(id)
    }

    /// The offices.
    pub fn offices(&self, language: Language) -> Arc<Rendered> {
        let now = self.clock.now();
        self.catalogue.get((Question::Offices, language), 0, now, || {
            let items =
                self.plan.offices.iter().map(|office| office_dto(office, self.plan.holds, now, language)).collect();
            let next_terms = self.plan.offices.iter().flat_map(|office| &office.terms);
            let changes_at = next_terms.map(|terms| terms.published_at).filter(|published| *published > now).min();
            (Rendered::json(&Items { items }), changes_at)
        })
    }

    /// The services of all offices, or of one.
    pub fn services(&self, office: Option<&str>, language: Language) -> Result<Arc<Rendered>, ApiError> {
        let position = |id| self.plan.offices.iter().position(|office| office.id == id);
        let unknown = || ApiError::faults(vec![FieldFault::parameter("office", FaultCode::InvalidValue)]);
        let asked = office.map(|id| position(id).ok_or_else(unknown)).transpose()?;
        Ok(self.catalogue.get((Question::Services(asked), language), 0, self.clock.now(), || {
            let offices = self.plan.offices.iter().filter(|one| office.is_none_or(|id| one.id == id));
            let items = offices.flat_map(|office| service_dtos(&self.plan, office, language)).collect();
            (Rendered::json(&Items { items }), None)
        }))
    }

    /// The terms in force of an office (of the first if none is named), or one version of them.
    pub fn terms(
        &self,
        office: Option<&str>,
        version: Option<&str>,
        language: Language,
    ) -> Result<Arc<Rendered>, ApiError> {
        let now = self.clock.now();
        let mut offices = self.plan.offices.iter().enumerate();
        let (position, office) =
            offices.find(|(_, one)| office.is_none_or(|id| one.id == id)).ok_or(ProblemCode::NotFound)?;
        let terms = match version {
            Some(version) => office.terms.iter().find(|terms| terms.version == version),
            None => office.terms_in_force(now),
        };
        let terms = terms.ok_or(ProblemCode::NotFound)?;
        let which = office.terms.iter().position(|one| one.version == terms.version).ok_or(ProblemCode::NotFound)?;
        Ok(self.catalogue.get((Question::Terms(position, which), language), 0, now, || {
            let dto = TermsDto {
                version: terms.version.clone(),
                published_at: local(office, terms.published_at),
                language,
                html: terms.html.get(language).clone(),
            };
            (Rendered::json(&dto), None)
        }))
    }

    /// The days of a service; by default from today to the end of the horizon.
    pub fn days(
        &self,
        service_id: &str,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        language: Language,
    ) -> Result<Arc<Rendered>, ApiError> {
        let now = self.clock.now();
        let (offer, board) = self.board(service_id)?;
        // What is asked most is found without working out what day it is.
        let span = match (from, to) {
            (None, None) => Span::Ahead,
            (from, to) => {
                let (from, to) = range(&offer, from, to, now)?;
                Span::Days(from, to)
            }
        };
        Ok(board.rendered.get((span, language), board.generation.now(), now, || {
            let (from, to, tomorrow) = if let Span::Days(from, to) = span {
                (from, to, None)
            } else {
                let today = offer.today(now);
                (today, usual_end(&offer, today, today), offer.end_of(today))
            };
            let views = self.views(&offer, from, to, now);
            let changes_at = views.iter().filter_map(|view| view.changes_at).chain(tomorrow).min();
            let days = Days {
                service_id: service_id.to_owned(),
                timezone: offer.office.timezone.name().to_owned(),
                days: views.iter().map(|view| day_dto(&offer, view, language)).collect(),
            };
            (Rendered::json(&days), changes_at)
        }))
    }

    /// The hours of a day.
    pub fn day(&self, service_id: &str, date: NaiveDate, language: Language) -> Result<Arc<Rendered>, ApiError> {
        let now = self.clock.now();
        let (offer, board) = self.board(service_id)?;
        Ok(board.rendered.get((Span::Day(date), language), board.generation.now(), now, || {
            let view = self.occupancy.with(&offer.pool.id, |free| offer.view(date, now, free));
            (Rendered::json(&day_slots_dto(&offer, &view, language)), view.changes_at)
        }))
    }

    /// Whether an hour looks full in memory; only the database decides that it is free.
    pub fn looks_full(&self, offer: &Offer, slots: impl IntoIterator<Item = (DateTime<Utc>, u16)>) -> bool {
        let mut slots = slots.into_iter();
        self.occupancy.with(&offer.pool.id, |free| slots.any(|(starts_at, desks)| free(starts_at, desks) == 0))
    }

    /// The free hours nearest to a full one, the nearest first.
    pub fn alternatives(&self, offer: &Offer, date: NaiveDate, time: NaiveTime) -> Arc<Alternatives> {
        let now = self.clock.now();
        let Some(board) = self.boards.get(&offer.service.id) else { return Arc::default() };
        let find = || self.find_alternatives(offer, date, time, now);
        board.alternatives.get((date, time), board.generation.now(), now, find)
    }

    fn find_alternatives(
        &self,
        offer: &Offer,
        date: NaiveDate,
        time: NaiveTime,
        now: DateTime<Utc>,
    ) -> (Alternatives, Option<DateTime<Utc>>) {
        let today = offer.today(now);
        let views = self.views(offer, today, horizon_end(offer, today), now);
        let changes_at = views.iter().filter_map(|view| view.changes_at).min();
        let mut free: Vec<SlotRef> = views
            .iter()
            .flat_map(|view| view.hours.iter().filter(|hour| hour.free > 0).map(|hour| (view.date, hour)))
            .map(|(date, hour)| SlotRef { date, time: hour.time, starts_at: local(offer.office, hour.starts_at) })
            .collect();
        // Nearest by the calendar first, then by the clock: another hour of the same day before the same hour of another.
        free.sort_by_key(|slot| {
            ((slot.date - date).num_days().abs(), (slot.time - time).num_minutes().abs(), slot.starts_at)
        });
        free.truncate(ALTERNATIVES);
        (Alternatives::new(free), changes_at)
    }

    fn views<'a>(&self, offer: &Offer<'a>, from: NaiveDate, to: NaiveDate, now: DateTime<Utc>) -> Vec<DayView<'a>> {
        self.occupancy.with(&offer.pool.id, |free| {
            from.iter_days().take_while(|date| *date <= to).map(|date| offer.view(date, now, free)).collect()
        })
    }
}

/// An instant with the offset of the office's clock.
pub fn local(office: &Office, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
    instant.with_timezone(&office.timezone).fixed_offset()
}

fn horizon_end(offer: &Offer, today: NaiveDate) -> NaiveDate {
    let horizon = CalendarDays::new(offer.office.release.horizon_days.into());
    today.checked_add_days(horizon).unwrap_or(NaiveDate::MAX)
}

fn range(
    offer: &Offer,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(NaiveDate, NaiveDate), ApiError> {
    let today = offer.today(now);
    let from = from.unwrap_or(today);
    let to = to.unwrap_or_else(|| usual_end(offer, today, from));
    let fault = match (to - from).num_days() {
        ..0 => FaultCode::RangeReversed,
        MAX_DAYS.. => FaultCode::RangeTooLong,
        _ => return Ok((from, to)),
    };
    Err(ApiError::faults(vec![FieldFault::parameter("to", fault)]))
}

/// The last day that is shown when none is asked for.
fn usual_end(offer: &Offer, today: NaiveDate, from: NaiveDate) -> NaiveDate {
    let most = from.checked_add_days(CalendarDays::new(MAX_DAYS.unsigned_abs() - 1)).unwrap_or(from);
    horizon_end(offer, today).clamp(from, most)
}

/// An office as the public sees it.
pub fn office_dto(office: &Office, holds: HoldRule, now: DateTime<Utc>, language: Language) -> OfficeDto {
    let profile = &office.profile;
    let text = |text: &Localised| text.get(language).clone();
    OfficeDto {
        id: office.id.clone(),
        name: office.name.get(language).clone(),
        address: office.address.get(language).clone(),
        phone: office.phone.clone(),
        email: office.email.clone(),
        website: office.website.clone(),
        brand_name: profile.brand_name.as_ref().map(text),
        logo: profile.logo.as_ref().map(brand::logo),
        style_url: profile.accent.map(brand::style_url),
        heading: profile.heading.as_ref().map(text),
        map_url: profile.map_url.clone(),
        sign_language_url: profile.sign_language_url.clone(),
        easy_to_read_url: profile.easy_to_read_url.clone(),
        timezone: office.timezone.name().to_owned(),
        horizon_days: office.release.horizon_days.into(),
        languages: Language::ALL.to_vec(),
        terms_version: office.terms_in_force(now).map(|terms| terms.version.clone()).unwrap_or_default(),
        hold_minutes: holds.minutes(),
        ticket_opens_minutes_before: office.rules.ticket_opens_minutes,
        ticket_closes_minutes_after: office.rules.ticket_closes_minutes,
    }
}

/// An office's services as the public sees them.
pub(crate) fn service_dtos<'a>(
    plan: &'a Plan,
    office: &'a Office,
    language: Language,
) -> impl Iterator<Item = ServiceDto> + use<'a> {
    office.services.iter().filter_map(move |service| plan.offer(&service.id)).map(move |offer| ServiceDto {
        id: offer.service.id.clone(),
        office_id: offer.office.id.clone(),
        name: offer.service.name.get(language).clone(),
        category: offer.service.category.get(language).clone(),
        scope: offer.service.scope.get(language).clone(),
        details_url: offer.service.details_url.clone(),
        duration_minutes: offer.duration_minutes(),
    })
}

fn day_dto(offer: &Offer, view: &DayView, language: Language) -> Day {
    Day {
        date: view.date,
        status: view.status,
        free: view.free(),
        reason: view.closed.map(|closed| closed.reason(language)),
        released_at: view.released_at.map(|released_at| local(offer.office, released_at)),
    }
}

fn day_slots_dto(offer: &Offer, view: &DayView, language: Language) -> DaySlots {
    let slots = view.hours.iter().map(|hour| Slot {
        time: hour.time,
        starts_at: local(offer.office, hour.starts_at),
        ends_at: local(offer.office, hour.ends_at),
        free: hour.free,
    });
    DaySlots {
        date: view.date,
        status: view.status,
        reason: view.closed.map(|closed| closed.reason(language)),
        released_at: view.released_at.map(|released_at| local(offer.office, released_at)),
        slots: slots.collect(),
    }
}
