//! Processes that never outlive the test program, however it ends.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Reads what is running, and kills it when nobody writes any more: we are gone then.
const WATCH: &str = r#"
    running=" "
    while read -r word pid; do
        case $word in
            started) running="$running$pid ";;
            ended) running=$(echo "$running" | sed "s/ $pid / /");;
        esac
    done
    [ -z "$(echo $running)" ] || kill -KILL $running
"#;

static WATCHER: Mutex<Option<ChildStdin>> = Mutex::new(None);

/// A process that is killed when dropped.
pub struct Process(Child);

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        tell(&format!("started {}", child.id()));
        Self(child)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends it a signal by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status();
        assert!(sent.unwrap().success(), "kill -{name} {}", self.id());
    }

    /// `kill -9`, and waits for its end.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        self.wait();
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Waits for its end; whether it ended well.
    pub fn wait(&mut self) -> bool {
        self.0.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        tell(&format!("ended {}", self.id()));
    }
}

fn tell(line: &str) {
    let mut watcher = WATCHER.lock().unwrap_or_else(PoisonError::into_inner);
    let pipe = watcher.get_or_insert_with(|| {
        end_with_the_soak();
        let mut shell = Command::new("sh");
        // Out of reach of the terminal's Ctrl-C, which ends us.
        shell.args(["-c", WATCH]).process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        shell.spawn().unwrap().stdin.take().unwrap()
    });
    let _ = writeln!(pipe, "{line}");
}

/// Nobody is to go on with a soak that was broken off.
fn end_with_the_soak() {
    let Ok(parent) = std::env::var("WIZYTA_SOAK_PARENT") else { return };
    std::thread::spawn(move || {
        while Path::new("/proc").join(&parent).exists() {
            std::thread::sleep(Duration::from_millis(300));
        }
        std::process::exit(1);
    });
}
