//! How often one caller may do what others bear: rows that nobody can delete,
//! mails to others, guesses at secrets. Reading is limited only by the places
//! that a service has, and so is what services do among each other.
//!
//! Each process counts for itself: a service of three replicas lets a caller
//! through three times as often at most.

mod bucket;
mod group;
mod settings;

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    time::Instant,
};

pub use bucket::RateLimit;
pub use group::Group;
pub use settings::{LimitSettings, Rate};

use crate::{
    auth::{Caller, Principal},
    id::AccountId,
    problem::Problem,
};

/// Callers that a group remembers at most, about 2 MiB.
const SUBJECTS: usize = 32 * 1024;

/// Who is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    /// A person, wherever they call from.
    Account(AccountId),
    /// Where somebody calls from who has not said who they are.
    Address(IpAddr),
}

impl Subject {
    /// Whose calls are counted together; `None` for those of services.
    fn of(caller: &Caller, peer: IpAddr) -> Option<Self> {
        match caller.principal {
            Principal::Account(account) => Some(Self::Account(account)),
            Principal::Anonymous => Some(Self::Address(network(peer))),
            Principal::Service(_) => None,
        }
    }
}

/// An address as it counts: a household has 2^64 of version 6.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
        address @ IpAddr::V4(_) => address,
    }
}

/// The limits of one service's methods.
pub(crate) struct Limits {
    /// By path; methods that are not here are told apart by their names.
    groups: HashMap<String, Group>,
    buckets: [RateLimit<Subject>; Group::ALL.len()],
}

impl Limits {
    pub(crate) fn new(groups: HashMap<String, Group>, settings: &LimitSettings) -> Self {
        Self {
            groups,
            buckets: Group::ALL.map(|group| RateLimit::new(settings.of(group), SUBJECTS)),
        }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// RESOURCE_EXHAUSTED (`RATE_LIMITED`) with the time after which it is
    /// worth repeating.
    pub(crate) fn admit(&self, path: &str, caller: &Caller, peer: IpAddr) -> Result<(), Problem> {
        let Some(subject) = Subject::of(caller, peer) else {
            return Ok(());
        };
        let Some(group) = Group::of(path, self.groups.get(path).copied(), caller) else {
            return Ok(());
        };
        self.buckets[group as usize].take(subject, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_count_together() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn services_are_not_limited_and_people_are_each_for_themselves() {
        let rate = Rate {
            per_minute: 1,
            burst: 1,
        };
        let settings = LimitSettings {
            change: rate,
            ..LimitSettings::default()
        };
        let limits = Limits::new(HashMap::new(), &settings);
        let caller = |principal| {
            let mut caller = Caller::anonymous();
            caller.principal = principal;
            caller
        };
        let peer = IpAddr::from([192, 0, 2, 1]);
        let one = caller(Principal::Account(AccountId::new()));
        let other = caller(Principal::Account(AccountId::new()));
        let service = caller(Principal::Service("reporting".to_owned()));
        let admit = |path, caller| limits.admit(path, caller, peer).is_ok();
        let change = "/linia.test.v1.TestService/ChangeThing";
        assert!(admit(change, &one));
        assert!(!admit(change, &one));
        assert!(admit(change, &other));
        for _ in 0..3 {
            assert!(admit(change, &service));
            assert!(admit("/linia.test.v1.TestService/GetThing", &one));
        }
    }
}
