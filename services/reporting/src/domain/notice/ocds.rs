//! Releases in the form of the Open Contracting Data Standard 1.1.5 with its
//! extension `designContest`. What is absent is left out.
//!
//! Beyond the standard, `tender.designContest.runnerUpAllowed` says whether a
//! runner-up may step in for a laureate that drops out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One thing that became public about a contest, with all that was known then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Release {
    /// Which contest; set when it is shown, for it begins with a setting.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) ocid: String,
    /// The event's id, as in `ce-id`.
    pub(crate) id: String,
    /// RFC 3339.
    pub(crate) date: String,
    pub(crate) tag: Vec<Tag>,
    pub(crate) initiation_type: InitiationType,
    /// BCP 47: of the texts that name no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    pub(crate) parties: Vec<Party>,
    pub(crate) buyer: PartyRef,
    pub(crate) tender: Tender,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) awards: Vec<Award>,
}

/// What kind of notice it is (codelist `releaseTag`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Tag {
    Tender,
    TenderAmendment,
    TenderCancellation,
    Award,
    AwardUpdate,
    AwardCancellation,
}

/// How it began (codelist `initiationType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum InitiationType {
    Tender,
}

/// Somebody who takes part, and how. The name and the identifiers are filled in
/// when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Party {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// `organizations/{uuid}`; of people and teams `works/{uuid}`, the entry
    /// that won: what they entered elsewhere is not joined to it.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identifier: Option<Identifier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) additional_identifiers: Vec<Identifier>,
    pub(crate) roles: Vec<Role>,
}

/// An entry of a public register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Identifier {
    /// `PL-NIP`, `PL-REGON`, or another of org-id.guide.
    pub(crate) scheme: String,
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) legal_name: Option<String>,
}

/// What a party does (codelist `partyRole`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Role {
    Buyer,
    ProcuringEntity,
    Supplier,
}

/// Names a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartyRef {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

/// The contest. Where an old event told little of it, most is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tender {
    /// `challenges/{uuid}`.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) status: TenderStatus,
    pub(crate) procuring_entity: PartyRef,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<Item>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) procurement_method: Option<Method>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) procurement_method_details: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) main_procurement_category: Option<Category>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) award_criteria: Option<AwardCriteria>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) award_criteria_details: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) submission_method: Vec<SubmissionMethod>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tender_period: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) enquiry_period: Option<Period>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) milestones: Vec<Milestone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) amendments: Vec<Amendment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) design_contest: Option<DesignContest>,
    /// `title_en`, `description_en`: the texts in further languages.
    #[serde(flatten)]
    pub(crate) translations: BTreeMap<String, String>,
}

/// Codelist `tenderStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum TenderStatus {
    Active,
    Cancelled,
    Unsuccessful,
    Complete,
}

/// Codelist `method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Method {
    Open,
    Selective,
    Limited,
}

/// Codelist `procurementCategory`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Category {
    Services,
}

/// Codelist `awardCriteria`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AwardCriteria {
    RatedCriteria,
}

/// Codelist `submissionMethod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SubmissionMethod {
    ElectronicSubmission,
}

/// What is wanted, by its classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) classification: Classification,
}

/// A code of a classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Classification {
    /// `CPV`.
    pub(crate) scheme: String,
    pub(crate) id: String,
}

/// From when until when; RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Period {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end_date: Option<String>,
}

/// Until when works of a stage are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Milestone {
    /// `stages/{uuid}`.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due_date: Option<String>,
}

/// A change in the open, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Amendment {
    pub(crate) id: String,
    pub(crate) date: String,
    pub(crate) rationale: String,
    #[serde(
        rename = "amendsReleaseID",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) amends_release_id: Option<String>,
    #[serde(rename = "releaseID")]
    pub(crate) release_id: String,
}

/// The extension `designContest`. Who sits on the jury is not published here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesignContest {
    pub(crate) has_prizes: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) prizes: Option<Prizes>,
    pub(crate) follow_up_contracts: bool,
    pub(crate) binding_jury_decision: bool,
    pub(crate) runner_up_allowed: bool,
}

/// The prizes, the main one first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Prizes {
    pub(crate) details: Vec<Prize>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Prize {
    /// Its rank; of several of one rank, with a number each: `2.1`.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Value>,
}

/// A sum in the major unit of its currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Value {
    pub(crate) amount: f64,
    /// ISO 4217.
    pub(crate) currency: String,
}

/// What a work won, or that the contest was annulled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Award {
    /// `works/{uuid}`, or `annulment`.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) status: AwardStatus,
    pub(crate) date: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) suppliers: Vec<PartyRef>,
}

/// Codelist `awardStatus`: approved prizes are pending until they are awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AwardStatus {
    Pending,
    Active,
    Cancelled,
    Unsuccessful,
}
