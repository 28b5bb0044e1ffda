//! How long an answer lags behind a booking: from the moment at which a client was told of it to the first answer that
//! shows it.

use crate::Outcome;
use crate::client::{Dialogue, Requests as _};
use crate::office::Use;
use crate::requests::{Bookings, Choice, SlotText, get};
use crate::sample::{Sample, Span};
use crate::target::Target;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// When a change counts as never shown.
const PATIENCE: Duration = Duration::from_secs(5);

/// Books at the target, one visit after the other, and looks at `seen_at` until it is shown there.
pub(crate) fn measure(
    target: &Target,
    seen_at: SocketAddr,
    round: u32,
    slot: Option<&SlotText>,
    time: Duration,
) -> Outcome<Sample> {
    let service = Use::Kiosk.service(round);
    let Some((date, hour)) = slot else { return Err("no slot to book".into()) };
    let slot = [(date.clone(), hour.clone())];
    let bookings = Bookings::new(&service, &slot, Choice::InTurn(u64::MAX), false);
    let question = get(&format!("/api/v1/services/{service}/days/{date}"), "");
    let (mut booker, mut reader) = (Dialogue::with(target.address)?, Dialogue::with(seen_at)?);
    let span = Span::of(time);
    let mut sample = Sample::new(&span);
    let mut request = Vec::new();
    let mut free = free_places(&mut reader, &question, hour)?;
    while span.lasts(Instant::now()) && free > 0 {
        bookings.next(&mut request);
        let answer = booker.ask(&request)?;
        let told = Instant::now();
        if answer.status != 201 {
            return Err(format!("a booking: {}", answer.text()).into());
        }
        target.note(1);
        free -= 1;
        while free_places(&mut reader, &question, hour)? != free {
            if told.elapsed() > PATIENCE {
                return Err("a booking is not shown".into());
            }
        }
        sample.count(&span, told, Instant::now(), 1);
    }
    Ok(sample)
}

fn free_places(reader: &mut Dialogue, question: &[u8], hour: &str) -> Outcome<u64> {
    let answer = reader.ask(question)?;
    let body: Value = serde_json::from_slice(&answer.body)?;
    let slots = body.get("slots").and_then(Value::as_array).ok_or("a day without hours")?;
    let slot = slots.iter().find(|slot| slot.get("time").and_then(Value::as_str) == Some(hour));
    Ok(slot.and_then(|slot| slot.get("free")).and_then(Value::as_u64).ok_or("an hour without places")?)
}
