//! The compiler for WebAssembly: rustup's where it can be had, else Debian's.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use crate::{debian, exec, say};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Forces one of the two.
const SWITCH: &str = "WIZYTA_WASM_TOOLCHAIN";

/// Who compiles the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain in use, with a standard library for the target.
    Installed,
    /// Debian bookworm's `rustc-web`, beside the toolchain in use, for networks in which rustup reaches nothing. It has
    /// no compiled standard library for the target: that is built along.
    Debian,
}

impl Toolchain {
    /// Finds a compiler, installs one if need be.
    pub(crate) fn set_up(repo: &Repo) -> Result<Self> {
        match env::var(SWITCH).ok().as_deref() {
            Some("debian") => debian_toolchain(),
            Some("rustup") => rustup(repo),
            Some(other) => bail!("{SWITCH} is {other:?}; it can be rustup or debian"),
            None => rustup(repo).or_else(|reason| {
                say::note(&format!("{reason:#}\nTrying Debian's compiler instead."));
                debian_toolchain()
                    .with_context(|| format!("no compiler for the page. Get one: rustup target add {TARGET}"))
            }),
        }
    }

    /// `cargo build` for the page as it is deployed; options may follow.
    pub(crate) fn cargo_small(self, repo: &Repo) -> Command {
        let mut command = self.cargo(repo, "build");
        if self == Self::Debian || has_sources(repo) {
            command.args(SMALL).envs(SMALL_ENVIRONMENT);
            if self == Self::Installed {
                command.arg(BUILD_STD);
            }
        } else {
            say::note(
                "The standard library's sources can't be had (rustup component add rust-src): the page gets bigger.",
            );
        }
        command
    }

    /// `cargo <verb>` for the page; options may follow.
    pub(crate) fn cargo(self, repo: &Repo, verb: &str) -> Command {
        let mut command = match self {
            Self::Installed => repo.cargo(),
            Self::Debian => {
                let mut command = repo.command("/usr/bin/cargo");
                let path = env::var("PATH").unwrap_or_default();
                command.env("PATH", format!("/usr/bin:{path}")).env("RUSTC", "/usr/bin/rustc");
                command.env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTDOC").env("RUSTC_BOOTSTRAP", "1");
                command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "rust-lld");
                command
            }
        };
        command.args([verb, "--locked", "--target", TARGET]);
        if self == Self::Debian {
            command.arg(BUILD_STD);
        }
        command
    }
}

/// The standard library compiled along. Debian has none for the browser, so there it is for every build.
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";

/// How the deployed page is compiled. Its standard library is compiled along, for few bytes, and a panic is a trap without
/// words: nobody reads them in a browser, and they are a tenth of the program. All of it is unstable, hence
/// `RUSTC_BOOTSTRAP`; a compiler that does not know it any more stops with a clear message.
const SMALL: [&str; 2] = ["-Zbuild-std-features=optimize_for_size", "-Zpanic-immediate-abort"];
const SMALL_ENVIRONMENT: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_PROFILE_WASM_RELEASE_PANIC", "immediate-abort"),
    ("RUSTFLAGS", "-Zlocation-detail=none -Zfmt-debug=none"),
];

/// The standard library's sources for the toolchain in use: there, or fetched.
fn has_sources(repo: &Repo) -> bool {
    let present = || {
        let root = exec::read(repo.command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
        Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir()
    };
    present() || {
        say::step("adding the standard library's sources to the Rust toolchain");
        exec::run_quietly(repo.command("rustup").args(["component", "add", "rust-src"])).is_ok() && present()
    }
}

fn rustup(repo: &Repo) -> Result<Toolchain> {
    let libdir = exec::read(repo.command("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if !Path::new(&libdir).is_dir() {
        say::step(&format!("adding the target {TARGET} to the Rust toolchain"));
        exec::run_quietly(repo.command("rustup").args(["target", "add", TARGET]))?;
    }
    Ok(Toolchain::Installed)
}

fn debian_toolchain() -> Result<Toolchain> {
    const FILES: [&str; 3] = ["/usr/bin/rust-lld", "/usr/bin/rustc", "/usr/bin/cargo"];
    let complete = FILES.iter().all(|file| Path::new(file).exists()) && sources().is_some();
    if !complete {
        let packages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
        debian::install(&packages, "a compiler for the page")?;
    }
    Ok(Toolchain::Debian)
}

/// The standard library's sources, from which it is built.
fn sources() -> Option<()> {
    let root = exec::read(Command::new("/usr/bin/rustc").args(["--print", "sysroot"])).ok()?;
    Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir().then_some(())
}
