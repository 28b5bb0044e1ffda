//! Transactions that meet: whatever PostgreSQL then does to one of them, it is run again and nobody hears of it.

use crate::support::database::TestDatabase;
use backend::db::{Db, DbConn, DbError, DbSettings, Engine};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    n: i32,
}

fn run(conn: &mut DbConn, sql: &str) -> QueryResult<usize> {
    let DbConn::Pg(conn) = conn else { panic!("these tests are PostgreSQL's") };
    diesel::sql_query(sql).execute(conn)
}

fn number(conn: &mut DbConn, id: i32) -> QueryResult<i32> {
    let DbConn::Pg(conn) = conn else { panic!("these tests are PostgreSQL's") };
    Ok(diesel::sql_query(format!("SELECT n FROM tug WHERE id = {id}")).get_result::<Number>(conn)?.n)
}

/// A database with two rows to fight for; none on SQLite, where one writes at a time.
async fn bed() -> Option<(tempfile::TempDir, TestDatabase, Db)> {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(&folder).await;
    let db = database.open().await;
    if db.engine() == Engine::Sqlite {
        return None;
    }
    db.write(|conn| {
        run(conn, "CREATE TABLE tug (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")?;
        run(conn, "INSERT INTO tug VALUES (1, 0), (2, 0)")
    })
    .await
    .unwrap();
    Some((folder, database, db))
}

/// Two transactions at once. Each is told which of the two it is and, at its first run, where to wait for the other.
async fn both(
    db: &Db,
    work: impl Fn(&mut DbConn, i32, &dyn Fn()) -> QueryResult<()> + Clone + Send + 'static,
) -> (usize, Vec<Result<(), DbError>>) {
    let (runs, meeting) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
    let tasks: Vec<_> = [1, 2]
        .into_iter()
        .map(|which| {
            let (db, runs, meeting, work) = (db.clone(), Arc::clone(&runs), Arc::clone(&meeting), work.clone());
            tokio::spawn(async move {
                let mut first = true;
                let transaction = move |conn: &mut DbConn| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    let is_first = std::mem::take(&mut first);
                    work(conn, which, &|| {
                        if is_first {
                            meeting.wait();
                        }
                    })
                };
                db.write(transaction).await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    (runs.load(Ordering::Relaxed), results)
}

/// Locks two rows in the order that is not the other's.
fn crosswise(conn: &mut DbConn, which: i32, meet: &dyn Fn()) -> QueryResult<()> {
    run(conn, &format!("UPDATE tug SET n = n + 1 WHERE id = {which}"))?;
    meet();
    run(conn, &format!("UPDATE tug SET n = n + 1 WHERE id = {}", 3 - which))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_resolved_without_anybody_noticing() {
    let Some((_folder, _database, db)) = bed().await else { return };
    let (runs, results) = both(&db, crosswise).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert!(runs > 2, "they did meet");
    assert_eq!(db.read(|conn| Ok((number(conn, 1)?, number(conn, 2)?))).await.unwrap(), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_serialization_failure_is_resolved_without_anybody_noticing() {
    let Some((_folder, _database, db)) = bed().await else { return };
    let read_and_raise = |conn: &mut DbConn, _: i32, meet: &dyn Fn()| {
        run(conn, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")?;
        let seen = number(conn, 1)?;
        meet();
        run(conn, &format!("UPDATE tug SET n = {} WHERE id = 1", seen + 1))?;
        Ok(())
    };
    let (runs, results) = both(&db, read_and_raise).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert!(runs > 2, "they did meet");
    assert_eq!(db.read(|conn| number(conn, 1)).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_not_given_is_an_outage_and_no_fault() {
    let Some((_folder, _database, db)) = bed().await else { return };
    let (held, mut is_held) = tokio::sync::mpsc::unbounded_channel();
    let (let_go, until) = std::sync::mpsc::channel::<()>();
    let (holder, other) = (db.clone(), db.clone());
    let holding = tokio::spawn(async move {
        holder
            .write(move |conn| {
                run(conn, "UPDATE tug SET n = 1 WHERE id = 1")?;
                held.send(()).unwrap();
                let _ = until.recv();
                Ok(())
            })
            .await
    });
    is_held.recv().await.unwrap();
    let refused = other.write(|conn| run(conn, "UPDATE tug SET n = 2 WHERE id = 1")).await;
    assert!(matches!(refused, Err(DbError::Locked)), "{refused:?}");
    drop(let_go);
    holding.await.unwrap().unwrap();
}

/// Most machines have no other locale than C; where there is a German one, the server's messages are made German.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_resolved_in_any_language() {
    let Some((_folder, database, db)) = bed().await else { return };
    let (base, name) = database.url.rsplit_once('/').unwrap();
    let setting = format!("ALTER DATABASE {name} SET lc_messages = 'de_DE.UTF-8'");
    if db.write(move |conn| run(conn, &setting)).await.is_err() {
        return;
    }
    // Who is no superuser cannot ask for English.
    let role = format!("role_{name}");
    let all = |statements: String| {
        db.write(move |conn| statements.split("; ").try_for_each(|statement| run(conn, statement).map(|_| ())))
    };
    let rights = format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; GRANT CREATE ON SCHEMA public TO {role}");
    all(format!("CREATE ROLE {role} LOGIN; {rights}")).await.unwrap();
    let server = base.rsplit_once('@').unwrap().1;
    let url = format!("postgres://{role}@{server}/{name}").parse().unwrap();
    let plain = tokio::task::spawn_blocking(move || Db::open_current(&url, DbSettings::default()).unwrap());
    let (runs, results) = both(&plain.await.unwrap(), crosswise).await;
    all(format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert!(runs > 2, "they did meet");
}

#[tokio::test]
async fn a_fault_is_not_tried_again() {
    let Some((_folder, _database, db)) = bed().await else { return };
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let nonsense = move |conn: &mut DbConn| {
        counted.fetch_add(1, Ordering::Relaxed);
        run(conn, "SELECT nonsense")
    };
    let refused = db.write(nonsense).await;
    assert!(matches!(refused, Err(DbError::Query(_))), "{refused:?}");
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}
