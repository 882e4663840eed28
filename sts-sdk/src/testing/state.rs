//! What the local STS knows: accounts' users, keys, roles, MFA codes, and what it was told to do wrong.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::time::{Duration, SystemTime};

use aws_query_runtime::testing::codec::random_bytes;
use aws_query_runtime::testing::{SharedNow, StoredKey, calendar};

use super::answer::{Failure, Node};
use super::tokens::ISSUER;
use super::{RoleRules, mint};

/// How long a code of the MFA device is good.
const MFA_CODE_LIFETIME: Duration = Duration::from_secs(60);

/// All that the server knows.
pub(super) struct State {
    pub(super) account: String,
    pub(super) now: SharedNow,
    pub(super) region: Option<String>,
    /// Audiences of web identity tokens that the account's provider takes.
    pub(super) audiences: HashSet<String>,
    /// Whether GetWebIdentityToken is switched on for the account.
    pub(super) outbound_federation: bool,
    /// What tokens of all kinds are authenticated with.
    pub(super) sealing_key: Vec<u8>,
    pub(super) faults: VecDeque<Fault>,
    keys: HashMap<String, Key>,
    roles: HashMap<String, Role>,
    mfa_codes: HashMap<String, SystemTime>,
    next_mfa_code: u32,
}

/// Something the next request gets instead of its answer.
pub(super) enum Fault {
    Failure(Failure),
    DropConnection,
}

/// An access key and whose it is.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) stored: StoredKey,
    pub(super) identity: Identity,
}

/// A principal, as GetCallerIdentity shows it, and what its session carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) kind: Kind,
    pub(super) account: String,
    pub(super) user_id: String,
    pub(super) arn: String,
    /// The role of the session.
    pub(super) role_arn: Option<String>,
    /// Signed in with a code of the MFA device.
    pub(super) mfa: bool,
    pub(super) source_identity: Option<String>,
    /// Tags that go along when a further role is assumed.
    pub(super) transitive_tags: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    User,
    AssumedRole,
    FederatedUser,
    /// Root of a member account, for one task.
    MemberRoot,
}

/// A role.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) arn: Arn,
    pub(super) id: String,
    pub(super) rules: RoleRules,
}

/// `arn:aws:iam::123456789012:role/path/demo`, as far as roles need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arn {
    pub(super) text: String,
    pub(super) partition: String,
    pub(super) account: String,
    /// What follows the last slash.
    pub(super) name: String,
}

impl Arn {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, _, _, account, resource] = parts[..] else {
            return None;
        };
        Some(Self {
            text: text.to_owned(),
            partition: partition.to_owned(),
            account: account.to_owned(),
            name: resource.rsplit('/').next().unwrap_or(resource).to_owned(),
        })
    }
}

impl Identity {
    pub(super) fn new(kind: Kind, account: &str, user_id: String, arn: String) -> Self {
        Self {
            kind,
            account: account.to_owned(),
            user_id,
            arn,
            role_arn: None,
            mfa: false,
            source_identity: None,
            transitive_tags: Vec::new(),
        }
    }
}

impl State {
    pub(super) fn new(account: String, now: SharedNow) -> Self {
        Self {
            account,
            now,
            region: None,
            audiences: HashSet::new(),
            outbound_federation: true,
            sealing_key: random_bytes(32),
            faults: VecDeque::new(),
            keys: HashMap::new(),
            roles: HashMap::new(),
            mfa_codes: HashMap::new(),
            next_mfa_code: 100_000,
        }
    }

    /// Adds a long-term key and returns its id and secret.
    pub(super) fn add_long_term_key(&mut self, identity: Identity) -> (String, String) {
        let id = mint::access_key_id("AKIA", &identity.account);
        let stored = StoredKey { secret: mint::secret(), session_token: None, expires: None };
        let secret = stored.secret.clone();
        self.keys.insert(id.clone(), Key { stored, identity });
        (id, secret)
    }

    /// Makes temporary credentials and returns them as the member of a result.
    pub(super) fn add_session(&mut self, identity: Identity, expires: SystemTime) -> Node {
        let id = mint::access_key_id("ASIA", &identity.account);
        let (secret, token) = (mint::secret(), mint::session_token());
        let stored = StoredKey { secret: secret.clone(), session_token: Some(token.clone()), expires: Some(expires) };
        self.keys.insert(id.clone(), Key { stored, identity });
        Node::Group(
            "Credentials",
            vec![
                Node::Text("AccessKeyId", id),
                Node::Text("SecretAccessKey", secret),
                Node::Text("SessionToken", token),
                Node::Time("Expiration", expires),
            ],
        )
    }

    pub(super) fn key(&self, id: &str) -> Option<&Key> {
        self.keys.get(id)
    }

    pub(super) fn add_role(&mut self, arn: Arn, rules: RoleRules) {
        let id = mint::principal_id("AROA");
        self.roles.insert(arn.text.clone(), Role { arn, id, rules });
    }

    pub(super) fn role(&self, arn: &str) -> Option<&Role> {
        self.roles.get(arn)
    }

    pub(super) fn user_arn(&self, name: &str) -> String {
        format!("arn:aws:iam::{}:user/{name}", self.account)
    }

    pub(super) fn mfa_serial(&self) -> String {
        format!("arn:aws:iam::{}:mfa/local", self.account)
    }

    pub(super) fn oidc_provider_arn(&self) -> String {
        let host = ISSUER.trim_start_matches("https://");
        format!("arn:aws:iam::{}:oidc-provider/{host}", self.account)
    }

    pub(super) fn saml_provider_arn(&self) -> String {
        format!("arn:aws:iam::{}:saml-provider/local", self.account)
    }

    /// A code that was not given out before, as a device shows it in its next half minute.
    pub(super) fn new_mfa_code(&mut self) -> String {
        self.next_mfa_code = (self.next_mfa_code + 7919) % 1_000_000;
        let code = format!("{:06}", self.next_mfa_code);
        let until = self.now().checked_add(MFA_CODE_LIFETIME).unwrap_or_else(|| self.now());
        self.mfa_codes.insert(code.clone(), until);
        code
    }

    /// Whether the device showed this code lately. It is good once.
    pub(super) fn use_mfa_code(&mut self, serial: &str, code: &str) -> bool {
        let now = self.now();
        serial == self.mfa_serial() && self.mfa_codes.remove(code).is_some_and(|until| now < until)
    }

    /// The service's time in whole seconds, as it is in responses.
    pub(super) fn now(&self) -> SystemTime {
        let seconds = calendar::epoch_seconds((self.now)());
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("account", &self.account)
            .field("keys", &self.keys.len())
            .field("roles", &self.roles.keys())
            .finish_non_exhaustive()
    }
}
