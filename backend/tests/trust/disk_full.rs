//! No room left: what cannot be written is refused clearly, what can be read is read, nothing is damaged, and it goes on
//! as soon as there is room.

use crate::support::client::Client;
use crate::support::ledger::Wish;
use crate::support::postgres::{Cluster, is_tested};
use crate::support::server::Server;
use crate::support::site::{Site, run, wait_until};
use crate::support::{figures, office};
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::task::JoinSet;

/// Books until there is no room; then checks that all can still be read.
async fn fill(site: &Site, client: &Client) {
    book_until_refused(site, client).await;
    let visit = site.town.ledger.lock().unwrap().visits.values().next().unwrap().clone();
    let path = format!("/api/v1/bookings/{}", visit.id);
    let shown = client.send(reqwest::Method::GET, &path, None, &visit.token, "").await;
    assert_eq!(shown.status(), 200, "{shown:?}");
}

/// Books until there is no room; then checks what needs no database.
async fn book_until_refused(site: &Site, client: &Client) {
    let mut hour = 0;
    loop {
        let mut bookings = JoinSet::new();
        for _ in 0..32 {
            hour += 1;
            let (client, wish) = (client.clone(), Wish::new(hour % 2_000));
            bookings.spawn(async move { (client.book(&wish.body, &wish.key).await, wish) });
        }
        let mut is_full = false;
        for (reply, wish) in bookings.join_all().await {
            is_full |= reply.status() == 503;
            site.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
        }
        if is_full {
            break;
        }
        assert!(hour < 60_000, "it never gets full");
    }
    assert_eq!(client.get("/api/v1/services").await.status(), 200);
    assert_eq!(client.get(&format!("/api/v1/services/{}/days", office::SERVICE)).await.status(), 200);
}

/// Waits until a booking goes through again, and checks that all is well.
async fn goes_on(site: &mut Site, server: &Server) {
    let client = server.client();
    wait_until("it goes on", async || {
        let wish = Wish::new(2_500);
        let reply = client.book(&wish.body, &wish.key).await;
        site.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
        reply.status() == 201
    })
    .await;
    site.settle(&client).await;
    site.check().await;
    let ledger = site.town.ledger.lock().unwrap();
    assert!(ledger.unknown.is_empty());
    figures::add("confirmed bookings, each stored once", ledger.visits.len());
    figures::add("503 for want of room", ledger.answered(503));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_goes_on_after_its_files_were_at_their_limit() {
    if is_tested() {
        return;
    }
    let mut site = Site::new().await;
    let command = site.command();
    // In blocks of 512 bytes. The signal that comes with the limit is ignored, so that a write fails.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -S -f 3000; exec \"$0\" \"$@\""]).arg(command.get_program());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let log = site.log();
    let server = Server::start(&mut limited, log).await;
    fill(&site, &server.client()).await;
    run(Command::new("prlimit").args(["--pid", &server.process.id().to_string(), "--fsize=unlimited"]));
    goes_on(&mut site, &server).await;
    site.check_mail(server).await;
}

/// A small file system; none where mounts are not allowed.
struct SmallDisk {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let size = format!("size={megabytes}m,mode=777");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: mounts are not allowed here");
            return None;
        }
        Some(Self { _folder: folder, path })
    }

    /// Takes all room but so many kilobytes.
    fn stuff(&self, leave: u64) -> PathBuf {
        let stuff = self.path.join("stuff");
        let df = run(Command::new("df").args(["-k", "--output=avail"]).arg(&self.path));
        let room: u64 = df.lines().last().unwrap().trim().parse().unwrap();
        std::fs::write(&stuff, vec![0; usize::try_from((room - leave) * 1024).unwrap()]).unwrap();
        stuff
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_goes_on_after_the_disk_was_full() {
    let Some(disk) = (!is_tested()).then(|| SmallDisk::mount(24)).flatten() else { return };
    let mut site = Site::at(&format!("sqlite://{}", disk.path.join("wizyta.db").display())).await;
    let server = site.start().await;
    let stuff = disk.stuff(600);
    fill(&site, &server.client()).await;
    std::fs::remove_file(stuff).unwrap();
    goes_on(&mut site, &server).await;
    site.check_mail(server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_goes_on_after_the_disk_was_full() {
    let Some(disk) = is_tested().then(|| SmallDisk::mount(48)).flatten() else { return };
    let mut cluster = Cluster::new("");
    cluster.start();
    let place: &Path = &disk.path.join("tables");
    std::fs::create_dir(place).unwrap();
    cluster.give(place);
    cluster.sql(&format!("CREATE TABLESPACE small LOCATION '{}'", place.display()));
    cluster.sql("CREATE DATABASE small TABLESPACE small");
    let mut site = Site::at(&cluster.url().replace("/postgres", "/small").replace("//small", "//postgres")).await;
    let server = site.start().await;
    let stuff = disk.stuff(300);
    fill(&site, &server.client()).await;
    std::fs::remove_file(stuff).unwrap();
    goes_on(&mut site, &server).await;
    site.check_mail(server).await;
    cluster.stop("immediate");
}

/// Without room for its log PostgreSQL ends itself. Started again when there is room, it has everything, and the server
/// finds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_loses_nothing_when_its_log_finds_no_room() {
    let Some(disk) = is_tested().then(|| SmallDisk::mount(48)).flatten() else { return };
    let log = disk.path.join("log");
    let mut cluster = Cluster::with_log_in(&log, "");
    cluster.start();
    let mut site = Site::at(&cluster.url()).await;
    let server = site.start().await;
    let stuff = disk.stuff(300);
    book_until_refused(&site, &server.client()).await;
    let log = cluster.log();
    assert!(log.contains("PANIC:") && log.contains("No space left on device"), "{log}");
    std::fs::remove_file(stuff).unwrap();
    cluster.kill();
    cluster.start_again();
    goes_on(&mut site, &server).await;
    site.check_mail(server).await;
    cluster.stop("fast");
}
