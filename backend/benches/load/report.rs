//! What is printed: every limit, and every figure as a ratio to its limit, beside what it must and should be.

use crate::capacity::{Way, Where};
use crate::direct::Style;
use crate::machine;
use crate::options::{EngineName, Options, Part};
use crate::results::Results;
use crate::sample::Summary;
use crate::table::{millis, print, rate};
use crate::target::Target;
use crate::variants::{BESIDE, F, ONE_SLOT, R0, REFUSED, REFUSED_UNKEYED, SPREAD, Stage, bare_key, capacity_name, key};

/// By how much R0 may differ between rounds.
const STEADY: f64 = 1.3;

/// What is asked of a figure: what it must reach, and what it should.
#[derive(Clone, Copy)]
struct Budget {
    must: Option<f64>,
    aim: Option<f64>,
}

/// A ratio to a limit.
struct Ratio<'a> {
    what: &'a str,
    key: String,
    limit: (String, String),
    budget: Budget,
}

/// A time.
struct Latency<'a> {
    what: &'a str,
    key: String,
    budget: Budget,
}

/// Prints everything.
pub(crate) fn print_all(options: &Options, stage: &Stage, results: &Results, targets: &[Target], load: &[String; 2]) {
    let spread = results.spread(R0);
    println!(
        "{} rounds of {} s per variant on {} processors, which the load generator shares; medians. Load average before \
         and after: {}. The fastest round of R0 was {:.0} % above the slowest.",
        options.rounds,
        options.time().as_secs(),
        machine::processors(),
        load.join(" and "),
        (spread - 1.0) * 100.0
    );
    limits(results, targets);
    for target in targets {
        if options.wants(Part::Reads) {
            reads(stage, results, target);
        }
        if options.wants(Part::Bookings) {
            bookings(results, target);
        }
        if options.wants(Part::Capacity) {
            capacity(results, target);
        }
    }
    println!();
    if spread > STEADY {
        println!("VOID: R0 differs by more than 30 % between rounds; the machine does something else meanwhile.\n");
    }
}

fn limits(results: &Results, targets: &[Target]) {
    let mut lines = vec![columns(&["limit", "per second", "p50 ms", "p99 ms"])];
    let mut add = |what: String, key: &str| {
        if let Some(summary) = results.median(key) {
            lines.push([vec![what], figures(&summary)].concat());
        }
    };
    add("R0: a bare endpoint, 2 KB".to_owned(), R0);
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

fn reads(stage: &Stage<'_>, results: &Results, target: &Target) {
    let mut ratios: Vec<Ratio> = stage
        .reads()
        .map(|(name, length)| {
            let (must, aim) = if name.contains(',') { (0.75, 0.95) } else { (0.70, 0.90) };
            Ratio {
                what: name,
                key: key(target, name),
                limit: (format!("R0 of {length} B"), bare_key(name)),
                budget: Budget { must: Some(must), aim: Some(aim) },
            }
        })
        .collect();
    ratios.push(Ratio {
        what: BESIDE,
        key: key(target, BESIDE),
        limit: ("R0".to_owned(), R0.to_owned()),
        budget: Budget { must: Some(0.40), aim: Some(0.55) },
    });
    let idle = results.median(&key(target, "days")).map_or(f64::NAN, |days| days.p99);
    let budget = Budget { must: Some(3.0 * idle), aim: None };
    let beside = Latency { what: "p99 of days while 32 book", key: key(target, BESIDE), budget };
    print_budgets(&format!("## Reads, {}", target.database.engine), results, &ratios, &[beside]);
}

fn bookings(results: &Results, target: &Target) {
    let engine = target.database.engine;
    let sqlite = engine == EngineName::Sqlite;
    let ratio = |what, limit: &str, against: String, must, aim| Ratio {
        what,
        key: key(target, what),
        limit: (limit.to_owned(), against),
        budget: Budget { must, aim },
    };
    let (style, times) = if sqlite { (Style::Pooled, 4.0) } else { (Style::OneEach, 2.0) };
    let ratios = [
        ratio(SPREAD, R0, R0.to_owned(), Some(if sqlite { 0.10 } else { 0.08 }), Some(0.20)),
        ratio(SPREAD, style.name(), key(target, style.name()), Some(times), None),
        ratio(SPREAD, Style::Batches.name(), key(target, Style::Batches.name()), None, Some(0.7)),
        ratio(ONE_SLOT, SPREAD, key(target, SPREAD), Some(0.8), Some(1.0)),
        ratio(ONE_SLOT, R0, R0.to_owned(), None, None),
        ratio(REFUSED, R0, R0.to_owned(), Some(0.40), Some(0.60)),
        ratio(REFUSED_UNKEYED, R0, R0.to_owned(), Some(0.40), Some(0.60)),
    ];
    let budget = Budget { must: Some(25.0), aim: Some(10.0) };
    let latency = |what, name| Latency { what, key: key(target, name), budget };
    let latencies = [latency("p99 of a booking, spread", SPREAD), latency("p99 of a booking, one slot", ONE_SLOT)];
    print_budgets(&format!("## Bookings, {engine}, 64 connections"), results, &ratios, &latencies);
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
            lines.push([vec![name], figures(&summary), vec![ratio]].concat());
        }
    }
    print(&format!("## Keeping within the desks, {}", target.database.engine), &lines);
}

fn print_budgets(title: &str, results: &Results, ratios: &[Ratio], latencies: &[Latency]) {
    let heads = ["what", "per second", "p50 ms", "p99 ms", "limit", "ratio", "must", "aim", ""];
    let mut lines = vec![columns(&heads)];
    let optional = |figure: Option<f64>| figure.map(|figure| format!("{figure:.2}")).unwrap_or_default();
    for Ratio { what, key, limit: (words, limit), budget } in ratios {
        let (Some(summary), Some(limit)) = (results.median(key), results.median(limit)) else { continue };
        let ratio = summary.per_second / limit.per_second;
        let mark = mark(*budget, |least| ratio >= least);
        let cells =
            [words.clone(), format!("{ratio:.2}"), optional(budget.must), optional(budget.aim), mark.to_owned()];
        lines.push([vec![(*what).to_owned()], figures(&summary), cells.to_vec()].concat());
    }
    let at_most = |figure: Option<f64>| figure.map(|figure| format!("≤ {}", millis(figure))).unwrap_or_default();
    for Latency { what, key, budget } in latencies {
        let Some(summary) = results.median(key) else { continue };
        let mark = mark(*budget, |most| summary.p99 <= most);
        let cells = [String::new(), String::new(), at_most(budget.must), at_most(budget.aim), mark.to_owned()];
        lines.push([vec![(*what).to_owned()], figures(&summary), cells.to_vec()].concat());
    }
    print(title, &lines);
}

/// How a figure stands to its budget; `fits` tells for each of the two, if there is one.
fn mark(budget: Budget, fits: impl Fn(f64) -> bool) -> &'static str {
    let Budget { must, aim } = budget;
    match (must.map(&fits), aim.map(&fits)) {
        (None, None) => "",
        (Some(false), _) => "MISSED",
        (_, Some(true)) => "aim met",
        (Some(true), _) => "met",
        (None, Some(false)) => "aim missed",
    }
}

fn figures(summary: &Summary) -> Vec<String> {
    vec![rate(summary.per_second), millis(summary.p50), millis(summary.p99)]
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
