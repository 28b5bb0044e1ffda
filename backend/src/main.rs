//! The program `wizyta`.

use backend::cli::{Cli, Command};
use backend::clock::SystemClock;
use backend::config::{Config, DatabaseSettings, EXIT_CODE, Values};
use backend::startup::{Application, commands, database, subject, system};
use backend::{health_check, telemetry};
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::read();
    let values = match Values::gather(cli.flags.clone(), std::env::vars_os(), cli.config.as_deref()) {
        Ok(values) => values,
        Err(error) => return fail(&error, EXIT_CODE),
    };
    let config = match Config::read(&values) {
        Ok(config) => config,
        Err(error) => return fail(&error, EXIT_CODE),
    };
    if cli.print_config {
        print!("{}", values.print());
        return ExitCode::SUCCESS;
    }
    telemetry::init(&config.log);
    for variable in &values.unknown_variables {
        tracing::warn!(variable = %variable, "There is no setting {variable}");
    }
    match run(cli.command.unwrap_or(Command::Serve), config) {
        Ok(code) => code,
        Err(error) => fail(error.as_ref(), 1),
    }
}

fn fail(error: &dyn Error, code: u8) -> ExitCode {
    eprintln!("wizyta: {}", with_causes(error));
    ExitCode::from(code)
}

/// An error with its causes, as far as they add something.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

fn run(command: Command, config: Config) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve => actix_web::rt::System::new().block_on(serve(config))?,
        Command::CheckHealth => health_check::ask(config.http.bind)?,
        Command::Erase => return actix_web::rt::System::new().block_on(erase(&config)),
        Command::Export => println!("{}", actix_web::rt::System::new().block_on(subject::export(&config))?),
        Command::Audit => return actix_web::rt::System::new().block_on(audit(&config.database)),
        command => actix_web::rt::System::new().block_on(once(command, &config.database))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn audit(settings: &DatabaseSettings) -> Result<ExitCode, Failure> {
    let report = commands::audit(settings).await?;
    println!("{report}");
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(commands::BROKEN) })
}

async fn erase(config: &Config) -> Result<ExitCode, Failure> {
    let erased = subject::erase(config).await?;
    println!("{}", subject::in_words(&erased));
    Ok(if erased.kept == 0 { ExitCode::SUCCESS } else { ExitCode::from(subject::INCOMPLETE) })
}

async fn once(command: Command, settings: &DatabaseSettings) -> Result<(), Failure> {
    match command {
        Command::Migrate => {
            database::open(settings).await?;
            tracing::info!("The schema is up to date");
        }
        Command::Import { file, profile: true } => {
            let id = database::import_profile(settings, &file).await?;
            tracing::info!(office.id = %id, "Replaced the profile of {id}: servers show it from their next start on");
        }
        Command::Import { file, profile: false } => {
            let id = database::import_file(settings, &file).await?;
            tracing::info!(office.id = %id, "Imported {id}");
        }
        Command::Token(command) => println!("{}", commands::create_token(settings, command).await?),
        Command::Serve | Command::Erase | Command::Export | Command::Audit | Command::CheckHealth => {}
    }
    Ok(())
}

async fn serve(config: Config) -> Result<(), Failure> {
    system::raise_open_files();
    let delay = config.http.shutdown_delay;
    let application = Application::build(config, Arc::new(SystemClock)).await?;
    let address = application.address();
    tracing::info!(address = %address, "Serving on http://{address}");
    actix_web::rt::spawn(application.shutdown().begin_on_signal(delay));
    application.run_until_stopped().await?;
    tracing::info!("Stopped");
    Ok(())
}
