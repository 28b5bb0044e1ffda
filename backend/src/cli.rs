//! The command line. Every setting is a flag too; see `config::table`.

use crate::config::table::{SETTINGS, variable};
use clap::{Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Online booking of visits to a public office.
#[derive(Debug, Parser)]
#[command(name = "wizyta", version, after_help = "Every option is also a variable: --bind is WIZYTA_BIND.")]
pub struct Cli {
    /// File with settings (TOML; keys are the options' names with underscores)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Show all settings and where they come from, without secrets, and stop
    #[arg(long, global = true)]
    pub print_config: bool,
    /// What to do; by default, serve
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings given as flags.
    #[arg(skip)]
    pub flags: Vec<(&'static str, String)>,
}

/// What the program can do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve API, page and explorer (default)
    Serve,
    /// Bring the database's schema up to date
    Migrate,
    /// Import an office, described in TOML, into an empty database
    Import {
        /// The description
        file: PathBuf,
        /// Into a database that has this office: replace its name, address and contacts, its look, and the facts of its
        /// accessibility statement and privacy notice, and nothing else; servers take it at their next start
        #[arg(long)]
        profile: bool,
    },
    /// Tokens for kiosks, staff and integrators
    #[command(subcommand)]
    Token(TokenCommand),
    /// Erase what is known of a person: reads their e-mail address, one line, from standard input
    Erase,
    /// Show what is known of a person, as JSON: reads their e-mail address, one line, from standard input
    Export,
    /// Check that the data is as it must always be, on a live database; exit code 3 if something is broken
    Audit,
    /// Ask the running server whether it is ready; exit code 0 if so (for containers)
    CheckHealth,
}

/// What can be done with tokens.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, alone, on standard output
    Create {
        /// kiosk, clerk, manager or integrator
        #[arg(long)]
        role: String,
        /// The office's id; needed for a kiosk if there are several offices
        #[arg(long)]
        office: Option<String>,
        /// What it is for, to recognise it later
        #[arg(long)]
        name: Option<String>,
        /// Last day or instant on which it is good: 2027-12-31 or 2027-12-31T12:00:00Z
        #[arg(long)]
        expires: Option<String>,
    },
}

impl Cli {
    /// Reads the program's arguments; help, version and mistakes end the program.
    pub fn read() -> Self {
        Self::try_read(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// Reads arguments, the program's name first.
    pub fn try_read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = command().try_get_matches_from(arguments)?;
        let mut cli = Self::from_arg_matches(&matches)?;
        cli.flags = SETTINGS.iter().filter_map(|setting| Some((setting.name, flag(&matches, setting.name)?))).collect();
        Ok(cli)
    }
}

fn command() -> clap::Command {
    SETTINGS.iter().fold(Cli::command(), |command, setting| {
        let default = setting.default.filter(|default| !default.is_empty());
        let default = default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        let flag = Arg::new(setting.name)
            .long(setting.name.replace('_', "-"))
            .value_name("VALUE")
            .help(format!("{}{default}", setting.help))
            .long_help(format!("{}{default} ({})", setting.help, variable(setting.name)))
            .help_heading("Settings")
            .global(true);
        command.arg(flag)
    })
}

fn flag(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

#[cfg(test)]
mod tests {
    use super::{Cli, Command, TokenCommand};

    fn read(arguments: &str) -> Result<Cli, clap::Error> {
        Cli::try_read(arguments.split(' ').map(Into::into))
    }

    #[test]
    fn settings_are_flags_before_and_after_the_command() {
        let cli = read("wizyta --bind 127.0.0.1:1 serve --log json --config x.toml").unwrap();
        assert_eq!(cli.flags, [("bind", "127.0.0.1:1".to_owned()), ("log", "json".to_owned())]);
        assert_eq!((cli.command, cli.config), (Some(Command::Serve), Some("x.toml".into())));
        assert_eq!(read("wizyta").unwrap().command, None);
        assert!(read("wizyta --nonsense 1").is_err());
    }

    #[test]
    fn an_import_may_be_of_the_profile_alone() {
        let import = |profile| Some(Command::Import { file: "a.toml".into(), profile });
        assert_eq!(read("wizyta import a.toml").unwrap().command, import(false));
        assert_eq!(read("wizyta import --profile a.toml").unwrap().command, import(true));
    }

    #[test]
    fn a_token_needs_a_role() {
        let cli = read("wizyta token create --role kiosk --office cup-opole").unwrap();
        let create = TokenCommand::Create {
            role: "kiosk".to_owned(),
            office: Some("cup-opole".to_owned()),
            name: None,
            expires: None,
        };
        assert_eq!(cli.command, Some(Command::Token(create)));
        assert!(read("wizyta token create").is_err());
    }
}
