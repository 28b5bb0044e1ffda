//! Rate limits: how often a client, and how often an e-mail address, may ask. Kept in memory only; an address never
//! leaves it, and e-mail addresses are not kept at all, only a keyed hash of them.
//!
//! A client is an IPv4 address or an IPv6 network of 64 bits, which is what one household gets.

use crate::config::{LimitSettings, Quota};
use crate::problem::ApiError;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Rate, RateLimiter};
use ipnet::IpNet;
use shared::{EmailAddress, ProblemCode};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};
use std::net::{IpAddr, Ipv6Addr};

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Whatever changes nothing.
    Reads,
    /// Bookings and changes of them.
    Bookings,
    /// Codes tried at a kiosk.
    Codes,
}

impl Group {
    /// The name of its policy in `RateLimit-Policy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Bookings => "bookings",
            Self::Codes => "codes",
        }
    }
}

/// How a client stands after a request was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The policy that was applied.
    pub quota: Quota,
    /// Requests that may still follow at once.
    pub remaining: u32,
    /// Seconds until all of the quota is there again.
    pub reset_after: u32,
    /// The request exceeds the quota: seconds until the next one may come.
    pub retry_after: Option<u32>,
}

/// All counters.
pub struct Limits {
    settings: LimitSettings,
    reads: Bucket<IpAddr>,
    bookings: Bucket<IpAddr>,
    codes: Bucket<IpAddr>,
    email: Bucket<u64>,
    hasher: RandomState,
}

impl Limits {
    /// Counters that start at nought.
    pub fn new(settings: &LimitSettings) -> Self {
        Self {
            reads: Bucket::new(settings.reads),
            bookings: Bucket::new(settings.bookings),
            codes: Bucket::new(settings.codes),
            email: Bucket::new(settings.email),
            hasher: RandomState::new(),
            settings: settings.clone(),
        }
    }

    /// Counts a request of `client`; nothing if it is not limited.
    pub fn count(&self, group: Group, client: IpAddr) -> Option<Standing> {
        if !self.settings.enabled || self.settings.exempt.iter().any(|network| network.contains(&client)) {
            return None;
        }
        let bucket = match group {
            Group::Reads => &self.reads,
            Group::Bookings => &self.bookings,
            Group::Codes => &self.codes,
        };
        Some(bucket.count(&network(client)))
    }

    /// Counts a try to book with `email`, in whatever spelling, and refuses it if there were too many.
    pub fn try_email(&self, email: &EmailAddress) -> Result<(), ApiError> {
        if !self.settings.enabled {
            return Ok(());
        }
        let standing = self.email.count(&self.hasher.hash_one(email.canonical()));
        standing.retry_after.map_or(Ok(()), |seconds| Err(rate_limited(seconds)))
    }

    /// Forgets clients that have all of their quota again. To be called now and then.
    pub fn forget_idle(&self) {
        for bucket in [&self.reads, &self.bookings, &self.codes] {
            bucket.limiter.retain_recent();
        }
        self.email.limiter.retain_recent();
    }
}

/// The refusal, with the seconds to wait.
pub fn rate_limited(seconds: u32) -> ApiError {
    ApiError::new(ProblemCode::RateLimited).with(|parts| parts.retry_after = Some(seconds))
}

struct Bucket<K: Hash + Eq + Clone> {
    quota: Quota,
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
}

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn new(quota: Quota) -> Self {
        // A period of nought, from more than a thousand million in a second, means as good as no limit.
        let rate = Rate::with_period(quota.window / quota.limit.get()).unwrap_or_else(|| Rate::per_second(quota.limit));
        let rate = rate.allow_burst(quota.limit);
        Self { quota, limiter: RateLimiter::dashmap(rate).with_middleware() }
    }

    fn count(&self, key: &K) -> Standing {
        match self.limiter.check_key(key) {
            Ok(snapshot) => self.standing(snapshot.remaining_burst_capacity(), None),
            Err(refused) => {
                let wait = refused.wait_time_from(self.limiter.clock().now());
                self.standing(0, Some(seconds_up(wait.as_millis()).max(1)))
            }
        }
    }

    fn standing(&self, remaining: u32, retry_after: Option<u32>) -> Standing {
        let used = self.quota.limit.get().saturating_sub(remaining);
        let reset = self.quota.window.as_millis() * u128::from(used) / u128::from(self.quota.limit.get());
        Standing { quota: self.quota, remaining, reset_after: seconds_up(reset), retry_after }
    }
}

fn seconds_up(millis: u128) -> u32 {
    u32::try_from(millis.div_ceil(1000)).unwrap_or(u32::MAX)
}

fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
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
    use super::{Group, Limits, client_address};
    use crate::config::{Config, Values};
    use shared::EmailAddress;
    use std::net::IpAddr;

    fn limits(settings: &[(&'static str, &str)]) -> Limits {
        let flags = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let values = Values::gather(flags, [], None).unwrap();
        Limits::new(&Config::read(&values).unwrap().limits)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_has_its_quota_and_then_has_to_wait() {
        let limits = limits(&[("rate_limit_reads", "2/60")]);
        let one = ip("192.0.2.1");
        assert_eq!(limits.count(Group::Reads, one).unwrap().remaining, 1);
        assert_eq!(limits.count(Group::Reads, one).unwrap().retry_after, None);
        let refused = limits.count(Group::Reads, one).unwrap();
        assert!((29..=30).contains(&refused.retry_after.unwrap()), "{refused:?}");
        assert!((59..=60).contains(&refused.reset_after), "{refused:?}");
        assert_eq!(limits.count(Group::Reads, ip("192.0.2.2")).unwrap().retry_after, None);
        assert_eq!(limits.count(Group::Bookings, one).unwrap().retry_after, None);
    }

    #[test]
    fn an_ipv6_household_counts_as_one_client() {
        let limits = limits(&[("rate_limit_codes", "1/60")]);
        assert_eq!(limits.count(Group::Codes, ip("2001:db8:1:2::1")).unwrap().retry_after, None);
        assert!(limits.count(Group::Codes, ip("2001:db8:1:2:ffff::9")).unwrap().retry_after.is_some());
        assert_eq!(limits.count(Group::Codes, ip("2001:db8:1:3::1")).unwrap().retry_after, None);
    }

    #[test]
    fn exempt_networks_and_the_switch_mean_no_limit() {
        assert!(limits(&[("rate_limits", "off")]).count(Group::Reads, ip("192.0.2.1")).is_none());
        let exempt = limits(&[("rate_limit_exempt", "192.0.2.0/24")]);
        assert!(exempt.count(Group::Reads, ip("192.0.2.1")).is_none());
        assert!(exempt.count(Group::Reads, ip("198.51.100.1")).is_some());
    }

    #[test]
    fn tries_per_address_count_all_its_spellings() {
        let limits = limits(&[("rate_limit_email", "2/3600")]);
        let tried = |text| limits.try_email(&EmailAddress::parse(text).unwrap());
        assert!(tried("jan.kowalski@gmail.com").is_ok());
        assert!(tried("JanKowalski+a@googlemail.com").is_ok());
        let refused = tried("j.a.n.kowalski@gmail.com").unwrap_err();
        assert_eq!(refused.code(), shared::ProblemCode::RateLimited);
        assert!(refused.parts().retry_after > Some(0));
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
