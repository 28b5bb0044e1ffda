//! Who a client is: an IPv4 address, or an IPv6 network of 64 bits, which is what one household gets. And who stands
//! around it: a site's 48 bits of IPv6, or 16 bits of IPv4.

use super::bucket::Key;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

/// The keys under which a client is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client {
    /// The client itself.
    pub(super) own: Key,
    /// Its neighbourhood.
    pub(super) neighbourhood: Key,
    /// Whether addresses within the neighbourhood cost nothing, so that it has to have a quota, too.
    pub(super) has_many: bool,
}

impl Client {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let own = v4.to_ipv6_mapped().to_bits();
                Self { own, neighbourhood: own & (Key::MAX << 16), has_many: false }
            }
            IpAddr::V6(v6) => {
                let bits = Ipv6Addr::to_bits(v6);
                Self { own: bits & (Key::MAX << 64), neighbourhood: bits & (Key::MAX << 80), has_many: true }
            }
        }
    }
}

/// The client behind trusted proxies: the nearest address that is not one of them. Whatever stands further away in
/// `X-Forwarded-For` can be made up.
pub fn client_address(peer: IpAddr, forwarded_for: Option<&str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut nearest = peer.to_canonical();
    let hops = forwarded_for.unwrap_or_default().rsplit(',').map(str::trim);
    for hop in hops {
        if !is_trusted(nearest) {
            break;
        }
        let Some(address) = hop_address(hop) else { break };
        nearest = address.to_canonical();
    }
    nearest
}

/// An address, perhaps with a port, as some proxies write it.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').split(']').next().unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::{Client, client_address};
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_household_is_one_client_and_a_site_one_neighbourhood() {
        let of = |text| Client::of(ip(text));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1").own, of("2001:db8:1:3::1").own);
        assert_eq!(of("2001:db8:1:2::1").neighbourhood, of("2001:db8:1:ffff::1").neighbourhood);
        assert_ne!(of("2001:db8:1::1").neighbourhood, of("2001:db8:2::1").neighbourhood);
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1").own, of("192.0.2.2").own);
        assert_eq!(of("192.0.2.1").neighbourhood, of("192.0.99.2").neighbourhood);
        assert_ne!(of("192.0.2.1").neighbourhood, of("192.1.2.1").neighbourhood);
    }

    #[test]
    fn the_client_is_the_nearest_address_that_is_no_trusted_proxy() {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("192.0.2.9", Some("198.51.100.1"), "192.0.2.9"),
            ("10.0.0.1", None, "10.0.0.1"),
            ("10.0.0.1", Some("203.0.113.7, 198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("203.0.113.7, 198.51.100.1, 10.0.0.2"), "198.51.100.1"),
            ("10.0.0.1", Some("198.51.100.1:4711"), "198.51.100.1"),
            ("2001:db8::1", Some("[2001:db9::1]:443"), "2001:db9::1"),
            ("::ffff:10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("198.51.100.1, nonsense"), "10.0.0.1"),
            ("10.0.0.1", Some("10.0.0.3, 10.0.0.2"), "10.0.0.3"),
        ] {
            assert_eq!(client_address(ip(peer), forwarded, &trusted), ip(expected), "{peer} {forwarded:?}");
        }
    }
}
