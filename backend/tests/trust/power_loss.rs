//! The power goes: what was not flushed to the disk is gone or torn, and nothing that was answered is among it.
//!
//! The program runs once, watched by strace; what the disk held is put together afterwards for many moments of that run.
//! SQLite only: PostgreSQL's own files are PostgreSQL's matter.

use crate::support::load::Load;
use crate::support::postgres::is_tested;
use crate::support::server::Server;
use crate::support::site::{Site, open, wait_until};
use crate::support::trace::{Trace, traced};
use crate::support::truth::Truth;
use crate::support::{figures, scale};
use rand::RngExt as _;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Residents at the same time.
const RESIDENTS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_that_was_answered_is_lost_with_the_power() {
    if is_tested() {
        return;
    }
    let mut chance = scale::chance();
    let mut site = Site::new().await;
    let log = site.folder.path().join("trace");
    let Some(mut command) = traced(&site.command(), &log) else { return };
    let files = ["wizyta.db", "wizyta.db-wal"].map(|name| site.folder.path().join(name));
    let before = files.clone().map(|path| std::fs::read(path).unwrap_or_default());

    let server_log = site.log();
    let mut server = Server::start(&mut command, server_log).await;
    let client = server.client();
    let load = Load::start(&site.town, RESIDENTS, &mut chance, move || client.clone());
    tokio::time::sleep(scale::time(Duration::from_millis(500), Duration::from_secs(20))).await;
    // On a busy machine a watched program has answered few by then.
    wait_until("many are booked", async || site.town.ledger.lock().unwrap().visits.len() > 30).await;
    load.stop().await;
    server.process.kill();

    let trace = Trace::read(&std::fs::read_to_string(&log).unwrap());
    let answers: BTreeMap<usize, Answer> =
        trace.sent.iter().filter_map(|sent| Some((sent.at, Answer::read(&sent.text)?))).collect();
    let moments: Vec<usize> = answers.keys().copied().collect();
    assert!(moments.len() > 20, "{} answers were seen", moments.len());
    for _ in 0..scale::repetitions(12, 400) {
        // Just when an answer leaves is when something could be missing; any other moment may tear something.
        let moment = if chance.random_bool(0.5) {
            moments[chance.random_range(0..moments.len())] + 1
        } else {
            chance.random_range(moments[0]..=trace.end)
        };
        let folder = tempfile::tempdir().unwrap();
        for (path, before) in files.iter().zip(&before) {
            let image = trace.survives(path, before, moment, &mut chance);
            std::fs::write(folder.path().join(name(path)), image).unwrap();
        }
        let truth = Truth::read(&open(&format!("sqlite://{}", folder.path().join("wizyta.db").display())).await).await;
        truth.check_occupancy();
        let known = answers.range(..moment).map(|(_, answer)| answer);
        let (mut booked, mut cancelled) = (HashSet::new(), HashSet::new());
        for answer in known {
            booked.insert(answer.id.as_str());
            if answer.is_cancelled {
                cancelled.insert(answer.id.as_str());
            }
        }
        truth.check_stored(&booked, &cancelled);
        figures::add("moments at which the power went", 1_u32);
        figures::add("answered bookings, each there afterwards", booked.len());
    }
}

fn name(path: &Path) -> PathBuf {
    PathBuf::from(path.file_name().unwrap())
}

/// What a resident was told of a booking.
struct Answer {
    id: String,
    is_cancelled: bool,
}

impl Answer {
    fn read(sent: &str) -> Option<Self> {
        let head = ["HTTP/1.1 201 ", "HTTP/1.1 200 "].iter().any(|head| sent.starts_with(head));
        let (_, body) = sent.split_once("\r\n\r\n").filter(|_| head)?;
        let rest = body.strip_prefix(r#"{"id":""#)?;
        let (id, rest) = rest.split_once(r#"","status":""#)?;
        Some(Self { id: id.to_owned(), is_cancelled: rest.starts_with("cancelled") })
    }
}
