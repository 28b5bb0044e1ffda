//! Booking a visit.

use super::idempotency::{Repeatable, unless_repeated};
use super::{Answer, Caller, letter, view};
use crate::crypto::Purpose;
use crate::db::bookings::BookingRow;
use crate::db::spent_challenges::SpentChallengeRow;
use crate::domain::day::{Offer, Start};
use crate::domain::place::{NoPlace, find_place};
use crate::domain::standing::{Ask, SlotKey, Verdict};
use crate::mail::LetterKind;
use crate::mail::words::date_time;
use crate::problem::ApiError;
use crate::proof_of_work::Solved;
use crate::state::AppState;
use crate::store::answers::local;
use crate::store::batch::{Outcome, Prepared};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rand::RngExt;
use serde_json::Value;
use shared::booking::{BookingStatus, MailStatus, NewBooking};
use shared::problem::{FaultCode, FieldFault};
use shared::texts::mail::Texts;
use shared::{EmailAddress, Language, ProblemCode, ReservationCode};
use uuid::Uuid;

/// How often another code is drawn when one is taken. With a million live codes the chance of needing more is 10⁻¹⁰.
const CODE_DRAWS: usize = 5;

/// Books a visit; `body` is what `request` was read from, `solved` the work that pays for it, if any had to be done.
pub async fn book(
    state: &AppState,
    caller: &Caller,
    request: NewBooking,
    body: &Value,
    solved: Option<&Solved>,
) -> Result<Answer, ApiError> {
    let repeatable = repeatable(state, caller, &request, body);
    let _in_work = match &repeatable {
        Some(repeatable) => Some(repeatable.enter(state).await?),
        None => None,
    };
    let now = state.clock.now();
    let (offer, start) = match check(state, caller.language, &request, now) {
        Ok(checked) => checked,
        // The first answer is repeated also when the hour is full or past by now.
        Err(refusal) => return unless_repeated(state, repeatable.as_ref(), refusal).await,
    };
    // A room of its own for what only those need who may win a place: most are refused above.
    let booked = async move {
        for _ in 0..CODE_DRAWS {
            let (mut prepared, answer) = prepare(state, caller, &request, &offer, &start, repeatable.as_ref(), now)?;
            let held_until = prepared.booking.held_until.map(|until| until.and_utc());
            pay(&mut prepared, solved);
            let verdict = match state.writer.book(prepared).await? {
                Outcome::Accepted => {
                    match held_until {
                        Some(until) => state.freed.held_until(until, now),
                        None => state.mail_written.notify_one(),
                    }
                    let held = held_until.is_some();
                    tracing::info!(service.id = %offer.service.id, booking.date = %request.date, held, "Booked a visit");
                    return Ok(answer);
                }
                Outcome::Repeated(record) => {
                    let repeatable = repeatable.as_ref().ok_or_else(|| ApiError::internal("repeated without a key"))?;
                    return repeatable.repeat(state, &record).await;
                }
                Outcome::Refused(verdict) => verdict,
            };
            match verdict {
                Verdict::CodeTaken => {}
                verdict => return Err(refusal(state, &offer, &request, verdict)),
            }
        }
        Err(ApiError::internal("no free reservation code was found"))
    };
    Box::pin(booked).await
}

/// The answer if the request repeats one that was accepted; else `refusal`.
pub async fn repeated_or(
    state: &AppState,
    caller: &Caller,
    request: &NewBooking,
    body: &Value,
    refusal: ApiError,
) -> Result<Answer, ApiError> {
    unless_repeated(state, repeatable(state, caller, request, body).as_ref(), refusal).await
}

fn repeatable(state: &AppState, caller: &Caller, request: &NewBooking, body: &Value) -> Option<Repeatable> {
    let repeatable = Repeatable::new(&state.secrets, caller, "/bookings", &request.email.canonical(), body)?;
    Some(repeatable.of_address(caller, email_key(state, &request.email)))
}

/// All that can be known without the database.
fn check<'a>(
    state: &'a AppState,
    language: Language,
    request: &NewBooking,
    now: DateTime<Utc>,
) -> Result<(Offer<'a>, Start), ApiError> {
    // Check that there is such a service.
    let offer = state.plan.offer(&request.service_id).ok_or(ProblemCode::ServiceNotFound)?;
    check_terms(&offer, request.terms_version.as_deref(), now)?;
    // Check that the hour can be asked for.
    let start = place(&offer, language, request.date, request.time, now)?;
    // Check that it does not look full: only a hint, but the cheapest refusal.
    let slots = start.slots.iter().map(|slot| (slot.starts_at, slot.capacity));
    // Where a hold has run out, the transaction knows better.
    let knows = state.freshness.is_fresh() && !state.freed.next_expiry.is_due(now);
    if knows && state.answers.looks_full(&offer, slots) {
        return Err(slot_full(state, &offer, request.date, request.time));
    }
    Ok((offer, start))
}

/// Checks that it is the terms in force that were accepted, if any were.
pub(super) fn check_terms(offer: &Offer, accepted: Option<&str>, now: DateTime<Utc>) -> Result<(), ApiError> {
    let in_force = terms_in_force(offer, now)?;
    if accepted.is_none_or(|accepted| accepted == in_force) {
        return Ok(());
    }
    let current = Some(in_force.to_owned());
    Err(ApiError::new(ProblemCode::TermsOutdated).with(|parts| parts.extra.current_version = current))
}

fn terms_in_force<'a>(offer: &Offer<'a>, now: DateTime<Utc>) -> Result<&'a str, ApiError> {
    let terms = offer.office.terms_in_force(now).ok_or_else(|| ApiError::internal("an office without terms"))?;
    Ok(&terms.version)
}

/// The slots of an hour that can be asked for.
pub(super) fn place(
    offer: &Offer,
    language: Language,
    date: NaiveDate,
    time: NaiveTime,
    now: DateTime<Utc>,
) -> Result<Start, ApiError> {
    find_place(offer, date, time, now).map_err(|no_place| match no_place {
        NoPlace::Past => ProblemCode::SlotPast.into(),
        NoPlace::NotOffered => ApiError::faults(vec![FieldFault::body("/time", FaultCode::SlotNotOffered)]),
        NoPlace::Closed(closed) => {
            let reason = closed.reason(language);
            ApiError::new(ProblemCode::DayClosed).with(|parts| {
                parts.values.push(("reason", reason.text.clone()));
                parts.extra.reason = Some(reason);
            })
        }
        NoPlace::Unreleased(at) => ApiError::new(ProblemCode::DayUnreleased).with(|parts| {
            let when = date_time(Texts::of(language), at.with_timezone(&offer.office.timezone));
            parts.values.push(("when", when));
            parts.extra.released_at = Some(local(offer.office, at));
        }),
    })
}

/// Every place of the hour is taken; the nearest free ones are named.
pub(super) fn slot_full(state: &AppState, offer: &Offer, date: NaiveDate, time: NaiveTime) -> ApiError {
    let alternatives = state.answers.alternatives(offer, date, time);
    ApiError::new(ProblemCode::SlotFull).with(|parts| parts.alternatives = Some(alternatives))
}

fn refusal(state: &AppState, offer: &Offer, request: &NewBooking, verdict: Verdict) -> ApiError {
    match verdict {
        Verdict::Full => slot_full(state, offer, request.date, request.time),
        Verdict::LimitReached => ProblemCode::BookingLimitReached.into(),
        Verdict::KeyReused => ProblemCode::IdempotencyKeyReused.into(),
        Verdict::ChallengeSpent => ProblemCode::ProofOfWorkInvalid.into(),
        Verdict::Accepted | Verdict::Repeated | Verdict::CodeTaken => {
            ApiError::internal(format!("{verdict:?} is no refusal"))
        }
    }
}

fn prepare(
    state: &AppState,
    caller: &Caller,
    request: &NewBooking,
    offer: &Offer,
    start: &Start,
    repeatable: Option<&Repeatable>,
    now: DateTime<Utc>,
) -> Result<(Prepared, Answer), ApiError> {
    let id = Uuid::now_v7();
    let code = draw_code();
    let code_key = code_key(state, &code);
    let language = request.language.unwrap_or(caller.language);
    let held_until = request.hold.then(|| state.plan.holds.end(now, start.starts_at));
    let status = if request.hold { BookingStatus::Held } else { BookingStatus::Booked };
    let booking = BookingRow {
        id: id.to_string(),
        office_id: offer.office.id.clone(),
        service_id: offer.service.id.clone(),
        pool_id: offer.pool.id.clone(),
        status: status.name().to_owned(),
        date: request.date,
        time: request.time,
        starts_at: start.starts_at.naive_utc(),
        ends_at: start.ends_at.naive_utc(),
        email_key: email_key(state, &request.email),
        email_sealed: state.secrets.seal(Purpose::Address, id.as_bytes(), request.email.as_str().as_bytes())?,
        language: language.code().to_owned(),
        terms_version: terms_in_force(offer, now)?.to_owned(),
        generation: 1,
        // The version counts letters, and of a hold there is none.
        version: i32::from(!request.hold),
        code_key: Some(code_key.clone()),
        code_sealed: Some(state.secrets.seal(Purpose::Code, id.as_bytes(), code.digits().as_bytes())?),
        created_at: now.naive_utc(),
        changed_at: now.naive_utc(),
        held_until: held_until.map(|until| until.naive_utc()),
    };
    let (mail, mail_status) = if request.hold {
        (None, MailStatus::NotWritten)
    } else {
        let letter = letter::letter(state, LetterKind::Confirmation, &booking, &request.email, code, now)?;
        (Some(letter), MailStatus::Queued)
    };
    let answer = view::answer(state, 201, offer, &booking, mail_status, caller.language, true)?;
    let record = repeatable.map(|repeatable| repeatable.record(&state.secrets, &answer, now)).transpose()?;
    let ask = Ask {
        idempotency: repeatable.map(|repeatable| (repeatable.key.clone(), repeatable.body.clone())),
        code: code_key,
        email: booking.email_key.clone(),
        service_day: (offer.service.id.clone(), request.date),
        per_service_and_day: offer.office.rules.per_service_and_day.into(),
        active: offer.office.rules.active.into(),
        slots: slot_keys(offer, start),
        challenge: None,
        hold: request.hold,
    };
    let capacities = start.slots.iter().map(|slot| slot.capacity).collect();
    let told_by_address = repeatable.is_some_and(|repeatable| repeatable.email.is_some());
    Ok((Prepared { ask, capacities, booking, mail, record, told_by_address, challenge: None }, answer))
}

/// Lets the solved challenge pay: it is spent in the booking's transaction, and not at all if that is refused.
fn pay(prepared: &mut Prepared, solved: Option<&Solved>) {
    let Some(solved) = solved else { return };
    prepared.ask.challenge = Some(solved.challenge.clone());
    prepared.challenge =
        Some(SpentChallengeRow { challenge_hash: solved.challenge.clone(), expires_at: solved.expires_at.naive_utc() });
}

/// The slots that a start takes.
pub(super) fn slot_keys(offer: &Offer, start: &Start) -> Vec<SlotKey> {
    start.slots.iter().map(|slot| SlotKey { pool: offer.pool.id.clone(), starts_at: slot.starts_at }).collect()
}

/// The hash that finds a person's bookings.
pub(super) fn email_key(state: &AppState, email: &EmailAddress) -> Vec<u8> {
    state.secrets.hash(Purpose::Address, &[email.canonical().as_bytes()])
}

/// The hash that finds a booking by its code.
pub(super) fn code_key(state: &AppState, code: &ReservationCode) -> Vec<u8> {
    state.secrets.hash(Purpose::Code, &[code.digits().as_bytes()])
}

/// A code from the cryptographic generator.
pub(super) fn draw_code() -> ReservationCode {
    ReservationCode::from_number(rand::rng().random_range(0..ReservationCode::COUNT))
}
