//! A link that can be cut: bytes go through it until a test says otherwise.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// When a link breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    Never,
    /// When the next `COMMIT` has reached the server: its outcome does not come back.
    AfterCommit,
    /// When the next `COMMIT` has left the client: the server never hears of it.
    BeforeCommit,
}

struct State {
    target: u16,
    cut: Cut,
    cuts: usize,
}

impl State {
    /// Whether these bytes of a client are cut, and how.
    fn cut_of(&mut self, bytes: &[u8]) -> Cut {
        if self.cut == Cut::Never || !bytes.windows(7).any(|word| word == b"COMMIT\0") {
            return Cut::Never;
        }
        self.cuts += 1;
        std::mem::replace(&mut self.cut, Cut::Never)
    }
}

/// Stands before a server.
pub struct Proxy {
    port: u16,
    state: Arc<Mutex<State>>,
    all: watch::Sender<u64>,
}

impl Proxy {
    /// Before the server on this port of loopback.
    pub async fn before(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { target, cut: Cut::Never, cuts: 0 }));
        let (all, cut_all) = watch::channel(0);
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (state, mut cut_all) = (Arc::clone(&shared), cut_all.clone());
                cut_all.mark_unchanged();
                tokio::spawn(async move {
                    let target = state.lock().unwrap().target;
                    let Ok(server) = TcpStream::connect(("127.0.0.1", target)).await else { return };
                    tokio::select! {
                        () = pass(client, server, &state) => {}
                        _ = cut_all.changed() => {}
                    }
                });
            }
        });
        Self { port, state, all }
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Says when the next link breaks.
    pub fn cut(&self, cut: Cut) {
        self.state.lock().unwrap().cut = cut;
    }

    /// How many links were cut at a commit.
    pub fn cuts(&self) -> usize {
        self.state.lock().unwrap().cuts
    }

    /// Breaks all links; new ones go to the server on this port.
    pub fn lead_to(&self, target: u16) {
        self.state.lock().unwrap().target = target;
        self.all.send_modify(|times| *times += 1);
    }
}

/// Passes bytes on in both directions, until one side closes or a commit is cut.
async fn pass(client: TcpStream, server: TcpStream, state: &Mutex<State>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let is_silent = AtomicBool::new(false);
    let there = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let Ok(length @ 1..) = from_client.read(&mut buffer).await else { return };
            let bytes = &buffer[..length];
            let cut = state.lock().unwrap().cut_of(bytes);
            if cut == Cut::BeforeCommit {
                return;
            }
            is_silent.store(cut == Cut::AfterCommit, Ordering::Relaxed);
            if to_server.write_all(bytes).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let Ok(length @ 1..) = from_server.read(&mut buffer).await else { return };
            // It has committed, and its answer ends here.
            if is_silent.load(Ordering::Relaxed) || to_client.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}
