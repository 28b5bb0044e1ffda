//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::page::Mode;
use crate::{check, fuzz, run, soak};

/// What is to be done.
pub(crate) enum Task {
    Help,
    SetUp,
    Page {
        mode: Mode,
    },
    Build,
    Run(run::Options),
    Test(check::Options),
    Bench(Vec<OsString>),
    Pictures(Vec<OsString>),
    Lighthouse,
    Soak(soak::Options),
    Fuzz(fuzz::Options),
    /// Not for people: `run` starts it.
    Announce {
        options: run::Options,
        server_id: u32,
    },
}

/// Reads the command line.
pub(crate) fn parse() -> Result<Task> {
    let mut parser = Parser::from_env();
    let name = match parser.next()? {
        Some(Value(name)) => name.string()?,
        Some(Short('h') | Long("help")) | None => return Ok(Task::Help),
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => Ok(Task::Help),
        "setup" => nothing_more(parser, Task::SetUp),
        "page" => page(parser),
        "build" => nothing_more(parser, Task::Build),
        "test" => test(parser),
        "bench" => Ok(Task::Bench(parser.raw_args()?.collect())),
        "pictures" => Ok(Task::Pictures(parser.raw_args()?.collect())),
        "lighthouse" => nothing_more(parser, Task::Lighthouse),
        "soak" => soak(parser),
        "fuzz" => fuzz(parser),
        "run" | "announce" => run(parser),
        other => bail!("there is no task {other}; `cargo xtask help` lists them"),
    }
}

/// Prints what there is.
pub(crate) fn print_help() {
    print!("{}", include_str!("help.txt"));
}

fn nothing_more(mut parser: Parser, task: Task) -> Result<Task> {
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn page(mut parser: Parser) -> Result<Task> {
    let mut mode = Mode::Release;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("dev") => mode = Mode::Dev,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Page { mode })
}

fn run(mut parser: Parser) -> Result<Task> {
    let mut options = run::Options::default();
    let mut server_id = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("fresh") => options.fresh = true,
            // Only `announce` is called with it.
            Long("server") => server_id = Some(parser.value()?.parse()?),
            Short('h') | Long("help") => return Ok(Task::Help),
            // What follows `--`.
            Value(value) => {
                options.serve.push(value);
                options.serve.extend(parser.raw_args()?);
            }
            other => return Err(other.unexpected()).context("options of the server follow a `--`"),
        }
    }
    Ok(match server_id {
        Some(server_id) => Task::Announce { options, server_id },
        None => Task::Run(options),
    })
}

fn test(mut parser: Parser) -> Result<Task> {
    let mut options = check::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("only") => options.only.extend(names(parser.value()?)?),
            Long("skip") => options.skip.extend(names(parser.value()?)?),
            Long("list") => options.list = true,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test(options))
}

fn fuzz(mut parser: Parser) -> Result<Task> {
    let mut options = fuzz::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("seconds") => options.seconds = parser.value()?.parse()?,
            Short('h') | Long("help") => return Ok(Task::Help),
            Value(target) => options.targets.push(target.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz(options))
}

fn soak(mut parser: Parser) -> Result<Task> {
    let mut options = soak::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("parts") => options.parts.extend(names(parser.value()?)?),
            Long("engines") => options.engines.extend(names(parser.value()?)?),
            Long("repetitions") => options.repetitions = Some(parser.value()?.parse()?),
            Long("minutes") => options.minutes = Some(parser.value()?.parse()?),
            Long("seed") => options.seed = Some(parser.value()?.parse()?),
            Long("list") => options.list = true,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Soak(options))
}

fn names(list: OsString) -> Result<Vec<String>> {
    Ok(list.string()?.split(',').map(str::to_owned).collect())
}
