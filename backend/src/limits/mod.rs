//! Rate limits: how often a client, and how often an e-mail address, may ask. Kept in memory only; a client's address
//! never leaves it, and e-mail addresses are not kept at all, only a keyed hash of them.
//!
//! Memory is bounded. Of each kind so many clients are counted one by one (a setting); beyond that, new ones share the
//! counter of their neighbourhood, and when there is no room for another of these either, one that is everybody's.

mod bucket;
mod client;

pub use client::client_address;

use crate::config::{LimitSettings, Quota};
use crate::metrics::Metrics;
use crate::problem::ApiError;
use bucket::{Bucket, Key};
use client::Client;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use shared::{EmailAddress, ProblemCode};
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Instant;
use uuid::Uuid;

/// How much more a neighbourhood may ask than one client.
const NEIGHBOURHOOD: u32 = 16;

/// The counter of those for whom there is no room.
const EVERYBODY: Key = Key::MAX;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Whatever changes nothing.
    Reads,
    /// Bookings and changes of them.
    Bookings,
    /// Codes tried at a kiosk.
    Codes,
    /// Lost codes asked for.
    CodeRequests,
    /// Hours that are held.
    Holds,
}

impl Group {
    /// The name of its policy in `RateLimit-Policy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Bookings => "bookings",
            Self::Codes => "codes",
            Self::CodeRequests => "code-requests",
            Self::Holds => "holds",
        }
    }
}

/// How somebody stands after a request was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How much is allowed.
    pub quota: Quota,
    /// Requests that may still follow at once.
    pub remaining: u32,
    /// Seconds until all of the quota is there again.
    pub reset_after: u32,
    /// The request exceeds the quota: seconds until the next one may come.
    pub retry_after: Option<u32>,
}

/// A standing and what it was counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Name of the policy.
    pub policy: &'static str,
    /// How it stands.
    pub standing: Standing,
}

impl Counted {
    /// Nothing is left of a quota for so many seconds.
    pub const fn exhausted(policy: &'static str, quota: Quota, seconds: u32) -> Self {
        let standing = Standing { quota, remaining: 0, reset_after: seconds, retry_after: Some(seconds) };
        Self { policy, standing }
    }

    /// The refusal, if the quota is exceeded.
    pub fn refusal(self) -> Option<ApiError> {
        let retry_after = Some(self.standing.retry_after?);
        Some(ApiError::new(ProblemCode::RateLimited).with(|parts| {
            parts.retry_after = retry_after;
            parts.limit = Some(self);
        }))
    }
}

/// All counters.
pub struct Limits {
    settings: LimitSettings,
    reads: Buckets,
    bookings: Buckets,
    codes: Buckets,
    code_requests: Buckets,
    holds: Buckets,
    integrators: Bucket,
    email: Bucket,
    hasher: RandomState,
    tracked: Family<Policy, Gauge>,
    refusals: Family<Policy, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Policy {
    policy: &'static str,
}

struct Buckets {
    own: Bucket,
    neighbourhood: Bucket,
}

impl Limits {
    /// Counters that start at nought. Their figures are added to `metrics`.
    pub fn new(settings: &LimitSettings, metrics: &Metrics) -> Self {
        let (tracked, refusals) = (Family::default(), Family::default());
        metrics.register(|registry| {
            let help = "Clients, or addresses, whose requests are counted just now";
            registry.register("rate_limit_tracked", help, Family::clone(&tracked));
            registry.register("rate_limit_refusals", "Requests beyond a rate limit", Family::clone(&refusals));
        });
        let most = settings.clients;
        Self {
            reads: Buckets::new(settings.reads, most),
            bookings: Buckets::new(settings.bookings, most),
            codes: Buckets::new(settings.codes, most),
            code_requests: Buckets::new(settings.code_requests, most),
            holds: Buckets::new(settings.holds, most),
            integrators: Bucket::new(settings.integrators, most),
            email: Bucket::new(settings.email, most),
            hasher: RandomState::new(),
            settings: settings.clone(),
            tracked,
            refusals,
        }
    }

    /// Whether a client is in a network that the operator lets do as it likes.
    pub fn is_exempt(&self, client: IpAddr) -> bool {
        self.settings.exempt.iter().any(|network| network.contains(&client))
    }

    /// Counts a request of `client`; nothing if it is not limited.
    pub fn count(&self, group: Group, client: IpAddr) -> Option<Counted> {
        if !self.settings.enabled || self.is_exempt(client) {
            return None;
        }
        let standing = self.buckets(group).count(Client::of(client), Instant::now());
        Some(self.noted(Counted { policy: group.name(), standing }))
    }

    /// Counts a request of an integrator's system, wherever it comes from.
    pub fn count_integrator(&self, token: Uuid) -> Option<Counted> {
        self.settings.enabled.then(|| {
            let standing = self.integrators.count_always(token.as_u128(), Instant::now());
            self.noted(Counted { policy: "integrator", standing })
        })
    }

    /// Counts a try to book with `email`, in whatever spelling, and refuses it if there were too many.
    pub fn try_email(&self, email: &EmailAddress) -> Result<(), ApiError> {
        if !self.settings.enabled {
            return Ok(());
        }
        // Without room it goes uncounted: clients are, and bookings per address are limited by the database.
        let standing = self.email.count(self.email_key(email), Instant::now());
        let counted = standing.map(|standing| self.noted(Counted { policy: "email", standing }));
        counted.and_then(Counted::refusal).map_or(Ok(()), Err)
    }

    /// What was taken for a try only repeated one that was accepted.
    pub fn forget_try(&self, email: &EmailAddress) {
        self.email.take_back(self.email_key(email));
    }

    /// Forgets clients that have all of their quota again. To be called now and then.
    pub fn forget_idle(&self) {
        let now = Instant::now();
        for bucket in self.all().into_iter().flat_map(|(_, buckets)| buckets) {
            bucket.forget_idle(now);
        }
    }

    /// Brings the figures up to date that are not counted as they happen.
    pub fn measure(&self) {
        for (policy, buckets) in self.all() {
            let tracked: usize = buckets.iter().map(|bucket| bucket.len()).sum();
            self.tracked.get_or_create(&Policy { policy }).set(i64::try_from(tracked).unwrap_or(i64::MAX));
        }
    }

    fn all(&self) -> Vec<(&'static str, Vec<&Bucket>)> {
        let groups = [Group::Reads, Group::Bookings, Group::Codes, Group::CodeRequests, Group::Holds];
        let groups = groups.into_iter().map(|group| {
            let buckets = self.buckets(group);
            (group.name(), vec![&buckets.own, &buckets.neighbourhood])
        });
        groups.chain([("integrator", vec![&self.integrators]), ("email", vec![&self.email])]).collect()
    }

    const fn buckets(&self, group: Group) -> &Buckets {
        match group {
            Group::Reads => &self.reads,
            Group::Bookings => &self.bookings,
            Group::Codes => &self.codes,
            Group::CodeRequests => &self.code_requests,
            Group::Holds => &self.holds,
        }
    }

    fn noted(&self, counted: Counted) -> Counted {
        if counted.standing.retry_after.is_some() {
            self.refusals.get_or_create(&Policy { policy: counted.policy }).inc();
        }
        counted
    }

    fn email_key(&self, email: &EmailAddress) -> Key {
        self.hasher.hash_one(email.canonical()).into()
    }
}

impl Buckets {
    fn new(quota: Quota, most: usize) -> Self {
        let limit = NonZeroU32::new(quota.limit.get().saturating_mul(NEIGHBOURHOOD)).unwrap_or(quota.limit);
        Self { own: Bucket::new(quota, most), neighbourhood: Bucket::new(Quota { limit, ..quota }, most) }
    }

    fn count(&self, client: Client, now: Instant) -> Standing {
        // The neighbourhood first: when its quota is used up, further clients of it leave no trace.
        let around = client.has_many.then(|| self.around(client, now));
        if let Some(around) = around.filter(|around| around.retry_after.is_some()) {
            return around;
        }
        let own = self.own.count(client.own, now);
        if around.is_some() && own.is_some_and(|own| own.retry_after.is_some()) {
            self.neighbourhood.take_back(client.neighbourhood);
        }
        own.or(around).unwrap_or_else(|| self.around(client, now))
    }

    fn around(&self, client: Client, now: Instant) -> Standing {
        let neighbourhood = &self.neighbourhood;
        let counted = neighbourhood.count(client.neighbourhood, now);
        counted.unwrap_or_else(|| neighbourhood.count_always(EVERYBODY, now))
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, Group, Limits};
    use crate::config::{Config, Values};
    use crate::metrics::Metrics;
    use shared::EmailAddress;
    use std::net::{IpAddr, Ipv6Addr};

    fn limits(settings: &[(&'static str, &str)]) -> Limits {
        let flags = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let values = Values::gather(flags, [], None).unwrap();
        Limits::new(&Config::read(&values).unwrap().limits, &Metrics::new())
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn site(site: u128, household: u128) -> IpAddr {
        Ipv6Addr::from_bits((0x2001_0db8 << 96) | (site << 80) | (household << 64) | 1).into()
    }

    fn is_refused(counted: Option<Counted>) -> bool {
        counted.unwrap().standing.retry_after.is_some()
    }

    #[test]
    fn a_client_has_its_quota_in_each_group() {
        let limits = limits(&[("rate_limit_reads", "2/60")]);
        let one = ip("192.0.2.1");
        assert_eq!(limits.count(Group::Reads, one).unwrap().standing.remaining, 1);
        assert!(!is_refused(limits.count(Group::Reads, one)));
        assert!(is_refused(limits.count(Group::Reads, one)));
        assert!(!is_refused(limits.count(Group::Reads, ip("192.0.2.2"))));
        assert!(!is_refused(limits.count(Group::Bookings, one)));
    }

    #[test]
    fn an_ipv6_site_has_the_quota_of_sixteen_households() {
        let limits = limits(&[("rate_limit_codes", "1/3600")]);
        assert!(!is_refused(limits.count(Group::Codes, site(1, 0))));
        for _ in 0..100 {
            assert!(is_refused(limits.count(Group::Codes, site(1, 0))), "its own quota, not its neighbours'");
        }
        let accepted = (1..1000).filter(|household| !is_refused(limits.count(Group::Codes, site(1, *household))));
        assert_eq!(accepted.count(), 15);
        assert!(!is_refused(limits.count(Group::Codes, site(2, 0))));
        assert!((0..1000).all(|host| {
            let address = std::net::Ipv4Addr::from(0xC000_0000 + host);
            !is_refused(limits.count(Group::Codes, address.into()))
        }));
    }

    #[test]
    fn a_flood_of_made_up_networks_stays_small_and_limited() {
        let limits = limits(&[("rate_limit_reads", "10/3600"), ("rate_limit_clients", "1000")]);
        let patient = site(0, 0);
        assert!(!is_refused(limits.count(Group::Reads, patient)));
        let flood = (1..200_u128).flat_map(|at| (0..200).map(move |household| site(at, household)));
        let accepted = flood.filter(|address| !is_refused(limits.count(Group::Reads, *address))).count();
        assert!(limits.reads.own.len() <= 1064 && limits.reads.neighbourhood.len() <= 1065);
        assert!(accepted <= 200 * 160, "{accepted}");
        assert!(!is_refused(limits.count(Group::Reads, patient)), "who was there before goes on");
        let sites = (1_000..60_000).filter(|at| !is_refused(limits.count(Group::Reads, site(*at, 0)))).count();
        assert!(sites < 1_500, "beyond all room there is one quota for everybody: {sites}");
        assert!(limits.reads.own.len() <= 1064 && limits.reads.neighbourhood.len() <= 1065);
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
        limits.forget_try(&EmailAddress::parse("jankowalski@gmail.com").unwrap());
        assert!(tried("jan.kowalski@gmail.com").is_ok());
    }

    #[test]
    fn an_integrator_has_a_quota_of_its_own() {
        let limits = limits(&[("rate_limit_integrator", "2/60")]);
        let (one, other) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        assert!(!is_refused(limits.count_integrator(one)) && !is_refused(limits.count_integrator(one)));
        assert!(is_refused(limits.count_integrator(one)) && !is_refused(limits.count_integrator(other)));
    }
}
