//! Disclosure: requests read, answers written.

use linia_chassis::{id::EntryId, problem::Problem};
use linia_proto::submissions::v1;

use super::{Reader, fields};
use crate::{
    app::{disclose_protocols::DisclosedProtocol, disclose_work::Disclosure},
    convert::timestamp,
    domain::disclosure::{DisclosedWork, Scope},
};

/// Reads what an author consents to.
pub(in crate::rpc) fn consent(
    request: &v1::StateDisclosureRequest,
) -> Result<(EntryId, Scope), Problem> {
    let mut reader = Reader::default();
    let entry = reader.name("entry", &request.entry);
    let scope = match request.scope() {
        v1::DisclosureScope::Nothing => Some(Scope::Nothing),
        v1::DisclosureScope::Title => Some(Scope::Title),
        v1::DisclosureScope::Work => Some(Scope::Work),
        v1::DisclosureScope::WorkAndFiles => Some(Scope::WorkAndFiles),
        v1::DisclosureScope::Unspecified => None,
    };
    reader.require(scope.is_some(), "scope", "must be stated");
    reader.finish(entry.zip(scope))
}

impl From<Scope> for v1::DisclosureScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Nothing => Self::Nothing,
            Scope::Title => Self::Title,
            Scope::Work => Self::Work,
            Scope::WorkAndFiles => Self::WorkAndFiles,
        }
    }
}

/// Writes what the authors of an entry consent to.
pub(in crate::rpc) fn disclosure(entry: EntryId, disclosure: Disclosure) -> v1::Disclosure {
    let Disclosure { own, agreed } = disclosure;
    let unstated = v1::DisclosureScope::Unspecified;
    let scope = own.map_or(unstated, |consent| consent.scope.into());
    v1::Disclosure {
        entry: entry.to_string(),
        scope: scope.into(),
        state_time: own.map(|consent| timestamp(consent.time)),
        agreed_scope: v1::DisclosureScope::from(agreed).into(),
    }
}

impl From<DisclosedWork> for v1::DisclosedWork {
    fn from(work: DisclosedWork) -> Self {
        Self {
            work: work.work.to_string(),
            rank: work.rank,
            title: work.title,
            text: work.text,
            fields: fields(work.fields),
            attachments: work.files.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<DisclosedProtocol> for v1::PublicProtocol {
    fn from(protocol: DisclosedProtocol) -> Self {
        Self {
            stage: protocol.stage.to_string(),
            jws: protocol.jws,
            protocol_sha256: protocol.protocol_sha256.to_vec().into(),
        }
    }
}
