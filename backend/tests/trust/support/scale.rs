//! How long the tests are: quick in the run of all tests, long under `cargo xtask soak`, which says so by variables.

use rand::SeedableRng;
use rand::rngs::StdRng;
use std::str::FromStr;
use std::time::Duration;

/// Whether this is a soak.
pub fn is_long() -> bool {
    std::env::var_os("WIZYTA_SOAK").is_some()
}

/// How often something is tried.
pub fn repetitions(quick: u32, long: u32) -> u32 {
    given("WIZYTA_SOAK_REPETITIONS").unwrap_or(if is_long() { long } else { quick })
}

/// How long something goes on.
pub fn time(quick: Duration, long: Duration) -> Duration {
    let given = given("WIZYTA_SOAK_MINUTES").map(|minutes: f64| Duration::from_secs_f64(minutes * 60.0));
    given.unwrap_or(if is_long() { long } else { quick })
}

/// A source of chance. What it begins with is shown when the test fails.
pub fn chance() -> StdRng {
    let seed = given("WIZYTA_SOAK_SEED").unwrap_or_else(rand::random::<u64>);
    eprintln!("seed {seed}");
    StdRng::seed_from_u64(seed)
}

fn given<T: FromStr>(variable: &str) -> Option<T> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text}")))
}
