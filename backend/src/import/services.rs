//! Services and the groups they stand in.

use super::reader::{Entry, Section};
use super::value::{Unique, https_url, line, lines, localised, slug};
use crate::domain::plan::{DeskPool, Hours, Localised, Service};
use shared::Language;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// What services refer to, and what no two of them may share.
pub(super) struct Context<'a> {
    /// Ids of all pools, also of faulty ones.
    pub(super) pool_ids: &'a Unique,
    /// The pools without fault.
    pub(super) pools: &'a [DeskPool],
    /// Names of the groups; none for a faulty one.
    pub(super) categories: &'a Categories,
    /// Ids of the services so far.
    pub(super) ids: Unique,
    /// Ticket letters so far.
    pub(super) letters: Unique,
}

/// The names of the groups by their keys.
pub(super) type Categories = BTreeMap<String, Option<Localised>>;

/// Reads `[categories.…]`.
pub(super) fn categories(section: &Section<'_>) -> Categories {
    section.entries().into_iter().map(|(key, entry)| (key.to_owned(), lines(&entry))).collect()
}

/// Reads `[[services]]`.
pub(super) fn service(entry: &Entry<'_>, context: &mut Context<'_>) -> Option<Service> {
    let mut fields = entry.section()?;
    let id = fields.required("id").and_then(|entry| {
        let id = slug(&entry)?;
        context.ids.claim(&entry, &id);
        Some(id)
    });
    let name = fields.required("name").and_then(|entry| lines(&entry));
    let category = fields.required("category").and_then(|entry| category(&entry, context.categories));
    let scope = fields.required("scope").and_then(|entry| scope(&entry));
    let details_url = fields.optional("details_url").and_then(|entry| https_url(&entry));
    let pool_id = fields.required("pool").and_then(|entry| pool_id(&entry, context.pool_ids));
    let slots_entry = fields.optional("slots");
    let slots = slots_entry.as_ref().map_or(Some(1), |entry| entry.integer(1..=16)).and_then(NonZeroU16::new);
    let ticket_letter = fields.required("ticket_letter").and_then(|entry| {
        let letter = entry.parse("a single letter A to Z", |text| {
            let mut letters = text.chars();
            letters.next().filter(|letter| letter.is_ascii_uppercase() && letters.next().is_none())
        })?;
        context.letters.claim(&entry, &letter);
        Some(letter)
    });
    fields.finish();
    let (pool_id, slots) = (pool_id?, slots?);
    let pool = context.pools.iter().find(|pool| pool.id == pool_id);
    if let Some(longest) = pool.and_then(most_slots)
        && slots.get() > longest
    {
        let entry = slots_entry.as_ref().unwrap_or(entry);
        entry.fault(format_args!("the hours of {pool_id} have at most {longest} slots in a row"));
    }
    Some(Service {
        id: id?,
        pool_id,
        name: name?,
        category: category?,
        scope: scope?,
        details_url,
        slots,
        ticket_letter: ticket_letter?,
    })
}

fn category(entry: &Entry<'_>, categories: &Categories) -> Option<Localised> {
    let key = entry.text()?;
    let Some(name) = categories.get(key) else {
        let known: Vec<_> = categories.keys().map(String::as_str).collect();
        entry.fault(format_args!("{key:?} is not among the categories: {}", known.join(", ")));
        return None;
    };
    name.clone()
}

fn pool_id(entry: &Entry<'_>, ids: &Unique) -> Option<String> {
    let id = entry.text()?;
    if !ids.contains(id) {
        entry.fault(format_args!("{id:?} is not among the pools: {}", ids.values().join(", ")));
        return None;
    }
    Some(id.to_owned())
}

/// The matters, as many in each language.
fn scope(entry: &Entry<'_>) -> Option<Localised<Vec<String>>> {
    let mut lists = Vec::new();
    let scope = localised(entry, |list| {
        let entries = list.list();
        lists.push((list.clone(), entries.len()));
        Some(entries.iter().filter_map(line).collect())
    })?;
    let in_polish = lists.first().map_or(0, |(_, length)| *length);
    for (list, length) in lists.iter().filter(|(_, length)| *length != in_polish) {
        list.fault(format_args!("has {length} matters, {} has {in_polish}", Language::Pl));
    }
    Some(scope)
}

/// The most slots in a row that any hours of a pool have; none if it has no hours at all.
fn most_slots(pool: &DeskPool) -> Option<u16> {
    let regular = pool.opening.iter().map(|rule| rule.hours);
    regular.chain(pool.special_hours.iter().map(|special| special.hours)).map(slots_of).max()
}

fn slots_of(hours: Hours) -> u16 {
    let minutes = hours.to.signed_duration_since(hours.from).num_minutes();
    u16::try_from(minutes / i64::from(hours.slot_minutes.get())).unwrap_or_default()
}
