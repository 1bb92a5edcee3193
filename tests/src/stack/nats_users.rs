//! The users of `deploy/nats/nats-server.conf`.

use std::collections::BTreeMap;

use super::secrets;
use super::service::Service;

/// A user of the broker; its account follows from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NatsUser {
    name: String,
    inbox_prefix: String,
}

impl NatsUser {
    /// A service in the internal account; `chassis` exists in tests only.
    #[must_use]
    pub fn service(service: &str) -> Self {
        Self::new(service, &format!("_INBOX.{service}"))
    }

    /// A service as the publisher of its public events.
    #[must_use]
    pub fn public(service: &str) -> Self {
        Self::new(&format!("public_{service}"), &format!("_INBOX.{service}"))
    }

    /// Who makes the internal streams.
    #[must_use]
    pub fn admin() -> Self {
        Self::new("admin", "_INBOX")
    }

    /// Who makes the public streams.
    #[must_use]
    pub fn public_admin() -> Self {
        Self::new("public_admin", "_INBOX")
    }

    /// An outsider who reads public events.
    #[must_use]
    pub fn public_reader() -> Self {
        Self::new("public_reader", "_INBOX")
    }

    /// The server's own account.
    #[must_use]
    pub fn sys() -> Self {
        Self::new("sys", "_INBOX")
    }

    fn new(name: &str, inbox_prefix: &str) -> Self {
        Self {
            name: name.to_owned(),
            inbox_prefix: inbox_prefix.to_owned(),
        }
    }

    /// The name to sign in with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The only inbox that the user may listen to.
    #[must_use]
    pub fn inbox_prefix(&self) -> &str {
        &self.inbox_prefix
    }
}

/// The password of each user, random for each server.
#[derive(Debug, Clone)]
pub struct NatsPasswords(BTreeMap<String, String>);

impl NatsPasswords {
    /// New passwords for every user, the chassis' included.
    #[must_use]
    pub fn random() -> Self {
        let services = Service::ALL
            .into_iter()
            .map(Service::name)
            .chain(["chassis"]);
        let users = services
            .flat_map(|service| [NatsUser::service(service), NatsUser::public(service)])
            .chain([
                NatsUser::admin(),
                NatsUser::public_admin(),
                NatsUser::public_reader(),
                NatsUser::sys(),
            ]);
        Self(users.map(|user| (user.name, secrets::password())).collect())
    }

    /// The password of a user; empty, and so refused, for one who does not exist.
    #[must_use]
    pub fn of(&self, user: &NatsUser) -> &str {
        self.0.get(user.name()).map_or("", String::as_str)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.0.values().cloned().collect()
    }

    /// The file that a server's configuration includes: the variables that it refers to, for the server
    /// refuses any other.
    #[must_use]
    pub fn file_for(&self, configuration: &str) -> String {
        self.0
            .iter()
            .map(|(name, password)| (format!("NATS_{}_PASSWORD", name.to_uppercase()), password))
            .filter(|(variable, _)| configuration.contains(&format!("${variable}")))
            .map(|(variable, password)| format!("{variable}: {password}\n"))
            .collect()
    }
}

/// The configuration with one more service, made after the model of identity: the chassis tests
/// itself under a name of its own, which production does not have.
#[must_use]
pub fn with_chassis(configuration: &str) -> String {
    const END: &str = "\n            }\n";
    let mut text = configuration.to_owned();
    for user in ["user: identity,", "user: public_identity,"] {
        let block = text.find(user).and_then(|at| {
            let start = text[..at].rfind("            {\n")?;
            let end = at + text[at..].find(END)? + END.len();
            Some((
                end,
                text[start..end]
                    .replace("identity", "chassis")
                    .replace("IDENTITY", "CHASSIS"),
            ))
        });
        if let Some((end, block)) = block {
            text.insert_str(end, &block);
        }
    }
    text
}
