//! The command line.

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::page::Mode;

/// What is to be done.
pub(crate) enum Task {
    Help,
    Setup,
    Page { mode: Mode },
}

/// Reads the command line.
pub(crate) fn parse() -> Result<Task> {
    let mut parser = lexopt::Parser::from_env();
    let name = match parser.next()? {
        Some(Value(name)) => name.string()?,
        Some(Short('h') | Long("help")) | None => return Ok(Task::Help),
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => Ok(Task::Help),
        "setup" => nothing_more(parser, Task::Setup),
        "page" => page(parser),
        other => bail!("there is no task {other}; `cargo xtask help` lists them"),
    }
}

/// Prints what there is.
pub(crate) fn print_help() {
    print!("{}", include_str!("help.txt"));
}

fn nothing_more(mut parser: lexopt::Parser, task: Task) -> Result<Task> {
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn page(mut parser: lexopt::Parser) -> Result<Task> {
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
