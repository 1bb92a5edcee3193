//! Packages: releases with what is to be known of all of them, as they are
//! shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    awards::Entrants,
    ocds::{Identifier, Party, PartyRef, Release},
    release::Issued,
};

/// The extension that `tender.designContest` belongs to.
const DESIGN_CONTEST: &str = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_designContest_extension/master/extension.json";

/// A release package.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Package {
    uri: String,
    version: &'static str,
    extensions: [&'static str; 1],
    /// RFC 3339: when what is in it last changed.
    published_date: String,
    publisher: Publisher,
    releases: Vec<Release>,
}

/// Who answers for the data.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Publisher {
    /// What it is called.
    pub(crate) name: String,
}

impl Package {
    /// Puts releases together, as they are shown.
    pub(crate) fn new(
        uri: String,
        published_date: String,
        publisher: Publisher,
        releases: Vec<Release>,
    ) -> Self {
        Self {
            uri,
            version: "1.1",
            extensions: [DESIGN_CONTEST],
            published_date,
            publisher,
            releases,
        }
    }
}

/// An organization as a public register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organization {
    /// Its official name.
    pub(crate) display_name: String,
    /// Its identifiers, as it gave them.
    pub(crate) identifiers: Vec<Identifier>,
}

/// What is known of parties at the time of asking.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parties {
    /// By `organizations/{uuid}`.
    pub(crate) organizations: BTreeMap<String, Organization>,
    /// Names of people and teams, by `accounts/{uuid}` and `teams/{uuid}`.
    pub(crate) names: BTreeMap<String, String>,
}

impl Parties {
    /// A release as it is shown: with its ocid, and with the names that are
    /// known. Who has none keeps their id.
    pub(crate) fn show(&self, ocid_prefix: &str, issued: Issued) -> Release {
        let Issued {
            challenge,
            mut release,
            entrants,
            ..
        } = issued;
        release.ocid = format!("{ocid_prefix}-{}", challenge.as_uuid());
        for party in &mut release.parties {
            self.name_party(party, &entrants);
        }
        let suppliers = release.awards.iter_mut().flat_map(|it| &mut it.suppliers);
        let own = [&mut release.buyer, &mut release.tender.procuring_entity];
        for named in suppliers.chain(own) {
            self.name_reference(named, &entrants);
        }
        release
    }

    fn name_party(&self, party: &mut Party, entrants: &Entrants) {
        party.name = self.name_of(&party.id, entrants);
        let Some(organization) = self.organizations.get(&party.id) else {
            return;
        };
        let mut identifiers = organization.identifiers.iter().cloned();
        party.identifier = identifiers.next().map(|identifier| Identifier {
            legal_name: Some(organization.display_name.clone()),
            ..identifier
        });
        party.additional_identifiers = identifiers.collect();
    }

    fn name_reference(&self, reference: &mut PartyRef, entrants: &Entrants) {
        reference.name = self.name_of(&reference.id, entrants);
    }

    fn name_of(&self, id: &str, entrants: &Entrants) -> Option<String> {
        match self.organizations.get(id) {
            Some(organization) => Some(organization.display_name.clone()),
            None => self.names.get(entrants.get(id)?).cloned(),
        }
    }
}
