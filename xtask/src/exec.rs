//! Starting programs: one way to wait for them and to say what went wrong.

use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// Runs it in sight of the user.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs it in silence; what it wrote is shown if it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = finish(command)?;
    if !output.status.success() {
        bail!("`{}` failed ({}):\n{}", line(command), output.status, text_of(&output));
    }
    Ok(())
}

/// What it wrote to standard output, if it succeeds.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = finish(command)?;
    if !output.status.success() {
        bail!("`{}` failed ({}):\n{}", line(command), output.status, text_of(&output));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program can be found and answers to `--version`.
pub(crate) fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        let _ = write!(text, " {}", arg.to_string_lossy());
    }
    text
}

fn finish(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))
}

fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Why it may not have started.
pub(crate) fn cannot_start(command: &Command) -> String {
    format!("`{}` can't be started; is it installed and on PATH?", command.get_program().to_string_lossy())
}
