//! Hours, desks and closures that change under bookings: nobody is dropped, and nobody new gets in where it is crowded.

use crate::support::app::TestApp;
use crate::support::bookings::{DAY, SERVICE};
use backend::clock::Clock as _;
use backend::db::Engine;
use backend::domain::plan::{Closure, Hours, Localised, Office, SpecialHours};
use backend::service::hours::{HoursChange, change_hours};

/// The pool of [`SERVICE`].
const POOL: &str = "kierowcy";

async fn change(app: &TestApp, edit: impl FnOnce(&mut Office)) -> HoursChange {
    let mut office = app.state.plan.offices[0].clone();
    edit(&mut office);
    change_hours(&app.state, office).await.unwrap()
}

fn set_desks(office: &mut Office, desks: u16) {
    let pool = office.pools.iter_mut().find(|pool| pool.id == POOL).unwrap();
    pool.opening.iter_mut().for_each(|rule| rule.hours.desks = desks);
}

async fn full(app: &TestApp, time: &str) {
    assert_eq!(app.free_at(SERVICE, DAY, time).await, 0);
    let wish = app.wish(time, "new@example.pl").await;
    let problem = app.post("/api/v1/bookings", &wish).await.problem(409, "slot-full");
    let alternatives = problem["alternatives"].as_array().unwrap();
    assert!(alternatives.iter().all(|slot| slot["date"] != DAY || slot["time"] != time), "{alternatives:?}");
}

fn close(office: &mut Office) {
    let text = || "Awaria".to_owned();
    let reason = Localised { pl: text(), en: text(), uk: text(), de: text() };
    office.closures.push(Closure { date: DAY.parse().unwrap(), reason });
}

fn cut_anew(office: &mut Office, date: &str, minutes: u16) {
    let pool = office.pools.iter_mut().find(|pool| pool.id == POOL).unwrap();
    let hours = Hours { slot_minutes: minutes.try_into().unwrap(), ..pool.opening[0].hours };
    pool.special_hours.push(SpecialHours { date: date.parse().unwrap(), hours });
}

async fn crowded(app: &TestApp) -> i64 {
    let report = backend::audit::audit(&app.state.db, app.clock.now()).await.unwrap();
    assert!(report.is_clean(), "{report}");
    report.crowded.map_or(0, |crowded| crowded.count)
}

async fn refused(app: &TestApp, code: &str) {
    let wish = app.wish("10:00", "new@example.pl").await;
    app.post("/api/v1/bookings", &wish).await.problem(409, code);
}

#[tokio::test]
async fn where_desks_are_taken_away_visits_stay_and_nobody_new_gets_in() {
    let app = TestApp::start().await;
    let mut visits = Vec::new();
    for guest in ["anna", "jan", "ewa", "ola"] {
        visits.push(app.book("10:00", &format!("{guest}@example.pl")).await);
    }
    assert_eq!(change(&app, |office| set_desks(office, 2)).await, HoursChange::Written { crowded: 1 });
    let app = app.restart(&[]).await;
    assert_eq!((crowded(&app).await, app.free_at(SERVICE, DAY, "10:00").await), (1, 0));
    assert_eq!(app.show(&visits[0]).await.json()["status"], "booked");
    for (left, visit) in (0..4).rev().zip(&visits) {
        refused(&app, "slot-full").await;
        assert_eq!(app.cancel(visit).await.status, 200);
        assert_eq!(crowded(&app).await, i64::from(left > 2), "{left} are left");
        if left < 2 {
            break;
        }
    }
    app.book("10:00", "new@example.pl").await;
    assert_eq!((crowded(&app).await, app.free_at(SERVICE, DAY, "10:00").await), (0, 0));
    assert_eq!(change(&app, |office| set_desks(office, 3)).await, HoursChange::Written { crowded: 0 });
    let app = app.restart(&[]).await;
    app.book("10:00", "newer@example.pl").await;
    assert_eq!(crowded(&app).await, 0);
}

#[tokio::test]
async fn a_server_that_knows_the_old_plan_sells_no_desk_that_is_gone() {
    let app = TestApp::start().await;
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 4);
    assert_eq!(change(&app, |office| set_desks(office, 1)).await, HoursChange::Written { crowded: 0 });
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 1, "it shows what it can sell");
    app.book("10:00", "anna@example.pl").await;
    full(&app, "10:00").await;
    assert_eq!(change(&app, close).await, HoursChange::Written { crowded: 1 });
    full(&app, "11:00").await;
    assert_eq!(crowded(&app).await, 1);
}

#[tokio::test]
async fn other_servers_hear_that_desks_are_gone() {
    let app = TestApp::start().await;
    if app.state.db.engine() == Engine::Sqlite {
        // There is one server, and no other way to its database.
        return;
    }
    let other = app.replica(&[]).await;
    app.book("10:00", "anna@example.pl").await;
    other.until_free("10:00", 3).await;
    assert_eq!(change(&app, |office| set_desks(office, 2)).await, HoursChange::Written { crowded: 0 });
    other.until_free("10:00", 1).await;
    other.until_free("11:00", 2).await;
}

#[tokio::test]
async fn a_server_that_knows_the_old_plan_leaves_new_desks_to_the_others() {
    let app = TestApp::start().await;
    assert_eq!(change(&app, |office| set_desks(office, 5)).await, HoursChange::Written { crowded: 0 });
    // The first booking of the hour, with four desks in mind.
    app.book("10:00", "anna@example.pl").await;
    assert_eq!(crowded(&app).await, 0);
    let app = app.restart(&[]).await;
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 4);
}

#[tokio::test]
async fn a_day_that_is_closed_keeps_its_visits_until_the_office_or_they_act() {
    let app = TestApp::start().await;
    let [stays, goes, moves] = [
        app.book("10:00", "anna@example.pl").await,
        app.book("10:15", "jan@example.pl").await,
        app.book("10:30", "ewa@example.pl").await,
    ];
    assert_eq!(change(&app, close).await, HoursChange::Written { crowded: 3 });
    let app = app.restart(&[]).await;
    refused(&app, "day-closed").await;
    assert_eq!(app.show(&stays).await.json()["status"], "booked");
    assert_eq!(app.cancel(&goes).await.status, 200);
    assert_eq!(app.move_to(&moves, "2026-12-02", "10:00").await.status, 200);
    assert_eq!(crowded(&app).await, 1);
    let open = change(&app, |office| office.closures.retain(|closure| closure.date.to_string() != DAY)).await;
    assert_eq!(open, HoursChange::Written { crowded: 0 });
    let app = app.restart(&[]).await;
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, app.free_at(SERVICE, DAY, "10:15").await), (3, 4));
    app.book("10:15", "new@example.pl").await;
    assert_eq!(crowded(&app).await, 0);
}

#[tokio::test]
async fn slots_keep_their_times_on_days_that_can_be_booked() {
    let app = TestApp::start().await;
    app.book("10:00", "anna@example.pl").await;
    // Also where nobody has booked: servers that know the old plan still can.
    for day in [DAY, "2026-12-02", "2026-12-23"] {
        for minutes in [10, 30] {
            let refused = change(&app, |office| cut_anew(office, day, minutes)).await;
            assert_eq!(refused, HoursChange::SlotsInUse(day.parse().unwrap()), "{minutes} minutes");
        }
    }
    let later = change(&app, |office| cut_anew(office, "2026-12-28", 30)).await;
    assert_eq!(later, HoursChange::Written { crowded: 0 });
    let app = app.restart(&[]).await;
    app.minutes_pass(5 * 24 * 60);
    assert_eq!(app.free_at(SERVICE, "2026-12-28", "10:30").await, 4);
    let visit = app.book_on("2026-12-28", "10:30", "jan@example.pl").await;
    assert_eq!(app.cancel(&visit).await.status, 200);
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 3);
    assert_eq!(crowded(&app).await, 0);
}
