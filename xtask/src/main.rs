//! `cargo xtask`: everything that is done with this repository, by one name.
//!
//! It starts programs and decides in which order; the work itself is theirs. It is compiled first of all and so stays
//! small. `cargo xtask help` tells what there is.

mod cli;
mod debian;
mod exec;
mod page;
mod repo;
mod say;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;

use cli::Task;
use repo::Repo;

fn main() -> ExitCode {
    match cli::parse().and_then(|task| perform(&task)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &Task) -> Result<()> {
    let repo = Repo::find()?;
    match task {
        Task::Help => {
            cli::print_help();
            Ok(())
        }
        Task::Setup => page::set_up(&repo),
        Task::Page { mode } => page::build(&repo, *mode),
    }
}
