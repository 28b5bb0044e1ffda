//! `wizyta check-health`: asks the running server whether it is ready, for container images that hold no other program.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3);

/// Fails unless the server that listens on `bind` answers that it is ready.
pub fn ask(bind: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&reachable(bind), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    match &start {
        b"HTTP/1.1 200" => Ok(()),
        _ => Err(io::Error::other("the server is not ready")),
    }
}

/// A server that listens everywhere is asked on the loopback.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}
