//! `cargo xtask`: everything that is done with this repository, by one name.
//!
//! It starts programs and decides in which order; the work itself is theirs. It is compiled first of all and so stays
//! small. `cargo xtask help` tells what there is.

mod against;
mod announce;
mod bench;
mod check;
mod cli;
mod debian;
mod exec;
mod fuzz;
mod lighthouse;
mod node;
mod page;
mod pictures;
mod pip;
mod playwright;
mod release;
mod repo;
mod run;
mod say;
mod soak;
mod together;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;

use cli::Task;
use page::{Mode, Page};
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
        Task::SetUp => set_up(&repo),
        Task::Page { mode } => Page::set_up(&repo, *mode)?.build(Vec::new()),
        Task::Build => release::build(&repo),
        Task::Run(options) => run::run(&repo, options),
        Task::Test(options) => check::run(&repo, options),
        Task::Bench(options) => bench::run(&repo, options),
        Task::Lighthouse => lighthouse::measure(&repo),
        Task::Fuzz(options) => fuzz::run(&repo, options),
        Task::Pictures(options) => pictures::take(&repo, options),
        Task::Soak(options) => soak::run(&repo, options),
        Task::Announce { options, server_id } => announce::announce(&repo, options, *server_id),
    }
}

fn set_up(repo: &Repo) -> Result<()> {
    Page::set_up(repo, Mode::Release)?;
    tools::wasm_opt(repo)?;
    say::step("all there");
    Ok(())
}
