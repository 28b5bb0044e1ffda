//! Random lives of an office, compared with a small obvious model of it. After each the auditor finds nothing.
//!
//! `WIZYTA_MODEL_CASES` says how many lives there are (few by default; `cargo xtask soak` takes many), and
//! `WIZYTA_MODEL_SEED` repeats a run: a failure prints the seed and the shortest life that fails.

mod office;
mod op;
mod parallel;
mod played;

use op::{Op, lives};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is not a number")))
}

/// How many random lives, a handful if nothing is said.
pub fn cases(few: u64) -> u64 {
    number("WIZYTA_MODEL_CASES").unwrap_or(few)
}

/// The seed of this run.
pub fn seed() -> u64 {
    number("WIZYTA_MODEL_SEED").unwrap_or_else(rand::random)
}

#[test]
fn an_office_behaves_as_its_model_does() {
    let seed = seed();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: u32::try_from(cases(4)).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let result = runner.run(&lives(), |life: Vec<Op>| {
        runtime.block_on(played::play(&life));
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, life)) => panic!("WIZYTA_MODEL_SEED={seed}: {reason}\n{life:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
