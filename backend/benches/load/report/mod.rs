//! What is printed: every limit, and every figure as a ratio to its limit, beside what it must and should be. All of it
//! is Markdown that can be kept as it is.

mod bookings;
mod budget;
mod herd;
mod reads;
mod size;

use crate::capacity::{Way, Where};
use crate::direct::Style;
use crate::machine;
use crate::options::{EngineName, Options, Part};
use crate::results::Results;
use crate::sample::Summary;
use crate::table::{millis, print, rate};
use crate::target::Target;
use crate::variants::{F, R0, R0_NOT_MODIFIED, Stage, capacity_name, key};
use crate::{Findings, office::RELEASED_PLACES};
use budget::Budget;

/// By how much R0 may differ between rounds.
const STEADY: f64 = 1.3;

/// The columns of every table of budgets.
const HEADS: [&str; 9] = ["what", "per second", "p50 ms", "p99 ms", "figure", "of", "must", "aim", ""];

/// A line of a table of budgets.
struct Line {
    what: String,
    summary: Option<Summary>,
    figure: f64,
    /// How the figure is written.
    written: fn(f64) -> String,
    /// What it is a ratio to, or what it counts.
    of: String,
    budget: Budget,
}

impl Line {
    /// A rate as a ratio to another one; none if one of them was not measured.
    fn ratio(results: &Results, what: &str, of: &str, keys: [&str; 2], budget: Budget) -> Option<Self> {
        let (summary, limit) = (results.median(keys[0])?, results.median(keys[1])?);
        let figure = summary.per_second / limit.per_second;
        let written = |figure| format!("{figure:.2}");
        Some(Self { what: what.to_owned(), summary: Some(summary), figure, written, of: of.to_owned(), budget })
    }

    /// A time in milliseconds.
    fn time(what: &str, figure: f64, budget: Budget) -> Self {
        Self { what: what.to_owned(), summary: None, figure, written: millis, of: "ms".to_owned(), budget }
    }

    /// A number of something.
    fn count(what: &str, figure: f64, of: &str, budget: Budget) -> Self {
        let written = |figure| format!("{figure:.0}");
        Self { what: what.to_owned(), summary: None, figure, written, of: of.to_owned(), budget }
    }

    fn cells(&self) -> Vec<String> {
        let [per_second, p50, p99] = self.summary.as_ref().map(figures).unwrap_or_default();
        let [must, aim] = self.budget.words(self.written);
        let verdict = self.budget.verdict(self.figure).to_owned();
        let figure = (self.written)(self.figure);
        vec![self.what.clone(), per_second, p50, p99, figure, self.of.clone(), must, aim, verdict]
    }
}

/// Prints everything.
pub(crate) fn print_all(options: &Options, stage: &Stage, found: &Findings, targets: &[Target], load: &[String; 2]) {
    let results = &found.results;
    let spread = results.spread(R0);
    println!(
        "{} rounds of {} s per variant on {} processors ({}), which the load generator shares; medians. Load average \
         before and after: {}. The fastest round of R0 was {:.0} % above the slowest.",
        options.rounds,
        options.time().as_secs(),
        machine::processors(),
        machine::model(),
        load.join(" and "),
        (spread - 1.0) * 100.0
    );
    if spread > STEADY {
        println!("\n**VOID**: R0 differs by more than 30 % between rounds; the machine does something else meanwhile.");
    }
    limits(results, targets);
    for target in targets {
        if options.wants(Part::Reads) {
            print_lines(&format!("## Reads, {}", target.database.engine), &reads::lines(stage, results, target));
        }
        if options.wants(Part::Bookings) {
            let title = format!("## Bookings, {}, 64 connections", target.database.engine);
            print_lines(&title, &bookings::lines(results, target));
        }
        if options.wants(Part::Capacity) {
            capacity(results, target);
        }
    }
    for (engine, rushes) in &found.rushes {
        let title = format!("## A day is released, {engine}, {RELEASED_PLACES} places");
        print_lines(&title, &herd::lines(results, *engine, rushes));
    }
    for size in &found.sizes {
        print_lines(&format!("## Size, {}", size.engine), &size::lines(results, size));
    }
    println!();
}

fn print_lines(title: &str, lines: &[Line]) {
    let heads = vec![columns(&HEADS)];
    print(title, &heads.into_iter().chain(lines.iter().map(Line::cells)).collect::<Vec<_>>());
}

fn limits(results: &Results, targets: &[Target]) {
    let mut lines = vec![columns(&["limit", "per second", "p50 ms", "p99 ms"])];
    let mut add = |what: String, key: &str| {
        if let Some(summary) = results.median(key) {
            lines.push([vec![what], figures(&summary).to_vec()].concat());
        }
    };
    add("R0: a bare endpoint, 2 KB".to_owned(), R0);
    add("a bare 304".to_owned(), R0_NOT_MODIFIED);
    add("F: flushes of 4 KiB".to_owned(), F);
    for target in targets {
        let styles = [
            (Style::OneEach, "bookings through diesel, one per commit"),
            (Style::Pooled, "the same on 32 connections"),
            (Style::Batches, "64 per commit (latency of a commit)"),
        ];
        for (style, words) in styles {
            let name = style.name();
            if style != Style::Pooled || target.database.engine == EngineName::Sqlite {
                add(format!("{name}, {}: {words}", target.database.engine), &key(target, name));
            }
        }
    }
    print("## Limits", &lines);
}

fn capacity(results: &Results, target: &Target) {
    let mut lines =
        vec![columns(&["one visit per commit, in SQL alone", "per second", "p50 ms", "p99 ms", "to counter"])];
    for place in Where::ALL {
        let base = results.median(&key(target, &capacity_name(Way::Counter, place)));
        for way in Way::ALL {
            let name = capacity_name(way, place);
            let (Some(base), Some(summary)) = (&base, results.median(&key(target, &name))) else { continue };
            let ratio = format!("{:.2}", summary.per_second / base.per_second);
            lines.push([vec![name], figures(&summary).to_vec(), vec![ratio]].concat());
        }
    }
    print(&format!("## Keeping within the desks, {}", target.database.engine), &lines);
}

fn figures(summary: &Summary) -> [String; 3] {
    [rate(summary.per_second), millis(summary.p50), millis(summary.p99)]
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
