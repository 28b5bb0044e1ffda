//! Kiosks that turn codes into tickets.

use crate::Outcome;
use crate::client::{Dialogue, Load};
use crate::engine::{Database, Direct};
use crate::fill::SECRET;
use crate::office::Use;
use crate::requests::{Bookings, Choice, SlotText, post};
use crate::sample::{Sample, Span};
use backend::crypto::{Purpose, Secrets};
use backend::db::schema::bookings;
use diesel::prelude::*;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Kiosks that are busy at the same time: twice what a large hall has.
pub(crate) const KIOSKS: usize = 8;

/// How often each draws a ticket: in a hall it takes a person half a minute.
pub(crate) const PACE: Duration = Duration::from_millis(10);

/// Tickets to be drawn, each by one request.
pub(crate) struct Stock(Mutex<Vec<Vec<u8>>>);

impl Stock {
    /// Books visits for so long, and gets ready to draw their tickets. Also gives how many there are.
    pub(crate) fn book(
        database: &Database,
        address: SocketAddr,
        token: &str,
        round: u32,
        slots: &[SlotText],
        time: Duration,
    ) -> Outcome<(Self, u64)> {
        let service = Use::Kiosk.service(round);
        let requests = Bookings::new(&service, slots, Choice::Spread, false);
        let booked = Load { address, connections: 32, requests: &requests, expected: 201 }.run(time)?.total;
        let secrets = Secrets::new(SECRET.as_bytes())?;
        let authorization = format!("Authorization: Bearer {token}\r\n");
        let request = |(id, sealed): (String, Option<Vec<u8>>)| -> Outcome<Vec<u8>> {
            let context = id.parse::<uuid::Uuid>()?;
            let code = secrets.open(Purpose::Code, context.as_bytes(), &sealed.unwrap_or_default());
            let code = String::from_utf8(code.ok_or("a code that cannot be read")?)?;
            Ok(post("/api/v1/kiosk/tickets", &authorization, &format!(r#"{{"code":"{code}"}}"#)))
        };
        let all = codes(database, &service)?.into_iter().map(request).collect::<Outcome<Vec<_>>>()?;
        Ok((Self(Mutex::new(all)), booked))
    }

    fn next(&self) -> Option<Vec<u8>> {
        self.0.lock().ok()?.pop()
    }

    /// Draws tickets at all kiosks for a while.
    pub(crate) fn draw(&self, address: SocketAddr, time: Duration) -> Outcome<Sample> {
        let span = Span::of(time);
        let lasts = |now| span.lasts(now);
        let mut sample = Sample::new(&span);
        for (begun, now) in self.draw_while(address, &lasts)? {
            sample.count(&span, begun, now, 1);
        }
        Ok(sample)
    }

    /// Draws tickets at all kiosks as long as it `lasts`; from when to when each was drawn.
    pub(crate) fn draw_while(
        &self,
        address: SocketAddr,
        lasts: &(dyn Fn(Instant) -> bool + Sync),
    ) -> Outcome<Vec<(Instant, Instant)>> {
        thread::scope(|scope| {
            let kiosks: Vec<_> = (0..KIOSKS).map(|_| scope.spawn(|| self.one_kiosk(address, lasts))).collect();
            kiosks.into_iter().try_fold(Vec::new(), |mut all, kiosk| {
                all.extend(kiosk.join().map_err(|_| "a kiosk panicked")??);
                Ok(all)
            })
        })
    }

    fn one_kiosk(
        &self,
        address: SocketAddr,
        lasts: &(dyn Fn(Instant) -> bool + Sync),
    ) -> Outcome<Vec<(Instant, Instant)>> {
        let mut dialogue = Dialogue::with(address)?;
        let mut drawn = Vec::new();
        let mut begun = Instant::now();
        while lasts(begun) {
            let Some(request) = self.next() else { break };
            let response = dialogue.ask(&request)?;
            drawn.push((begun, Instant::now()));
            if response.status != 201 {
                return Err(format!("a ticket: {}", response.text()).into());
            }
            thread::sleep((begun + PACE).saturating_duration_since(Instant::now()));
            begun = Instant::now();
        }
        Ok(drawn)
    }
}

/// The codes of a service's visits, as they are stored.
fn codes(database: &Database, service: &str) -> Outcome<Vec<(String, Option<Vec<u8>>)>> {
    let query = bookings::table.filter(bookings::service_id.eq(service)).select((bookings::id, bookings::code_sealed));
    Ok(match database.connect()? {
        Direct::Sqlite(mut conn) => query.load(&mut conn)?,
        Direct::Postgres(mut conn) => query.load(&mut conn)?,
    })
}
