//! The figures of all rounds.

use crate::Outcome;
use crate::sample::{Sample, Summary};
use std::collections::BTreeMap;
use std::path::Path;

/// What every variant gave, round by round.
#[derive(Debug, Default)]
pub(crate) struct Results {
    rounds: BTreeMap<String, Vec<Summary>>,
    surprises: Vec<String>,
}

impl Results {
    /// Adds a variant's sample.
    pub(crate) fn add(&mut self, key: &str, mut sample: Sample) {
        if let Some(surprise) = sample.surprise.take() {
            self.surprises.push(format!("{key}: {} unexpected answers, like {surprise}", sample.surprises));
        }
        self.rounds.entry(key.to_owned()).or_default().push(sample.summary());
    }

    /// The medians of a variant, each figure for itself; none if it was not measured.
    pub(crate) fn median(&self, key: &str) -> Option<Summary> {
        let rounds = self.rounds.get(key)?;
        let of = |figure: fn(&Summary) -> f64| median(rounds.iter().map(figure).collect());
        Some(Summary {
            per_second: of(|one| one.per_second),
            p50: of(|one| one.p50),
            p99: of(|one| one.p99),
            worst: of(|one| one.worst),
        })
    }

    /// Writes a line for each variant: its name and its rate.
    pub(crate) fn write_rates(&self, file: &Path) -> Outcome<()> {
        let line = |key: &String| self.median(key).map(|summary| format!("{key}\t{:.0}\n", summary.per_second));
        Ok(std::fs::write(file, self.rounds.keys().filter_map(line).collect::<String>())?)
    }

    /// The longest time of all rounds.
    pub(crate) fn worst(&self, key: &str) -> f64 {
        self.rounds.get(key).into_iter().flatten().map(|one| one.worst).fold(f64::NAN, f64::max)
    }

    /// By how much the fastest round of a variant exceeds its slowest, as a ratio.
    pub(crate) fn spread(&self, key: &str) -> f64 {
        let rates = || self.rounds.get(key).into_iter().flatten().map(|one| one.per_second);
        rates().fold(f64::NAN, f64::max) / rates().fold(f64::NAN, f64::min)
    }

    /// Notes that something went wrong that the figures alone don't show.
    pub(crate) fn complain(&mut self, words: String) {
        self.surprises.push(words);
    }

    /// Fails if there were answers that nobody expected.
    pub(crate) fn surprises(&self) -> Outcome<()> {
        if self.surprises.is_empty() { Ok(()) } else { Err(self.surprises.join("\n").into()) }
    }
}

/// The median of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let half = figures.len() / 2;
    match (figures.get(half.wrapping_sub(1)), figures.get(half)) {
        (Some(below), Some(above)) if figures.len().is_multiple_of(2) => f64::midpoint(*below, *above),
        (_, Some(middle)) => *middle,
        _ => f64::NAN,
    }
}
