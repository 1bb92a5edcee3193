//! A row of the table `programme`, and how it makes the aggregate.

use linia_chassis::standing::Eligibility;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StoreError, StoredProgramme};
use crate::domain::{
    content::LocalizedText,
    programme::{
        Programme,
        content::{EnrolmentRules, Phase, ProgrammeContent},
        state::{ProgrammeState, ProgrammeStateKind},
    },
};

pub(super) struct ProgrammeRow {
    pub(super) id: Uuid,
    pub(super) organization: Uuid,
    pub(super) state: String,
    pub(super) source_language: String,
    pub(super) titles: Json<Vec<LocalizedText>>,
    pub(super) descriptions: Json<Vec<LocalizedText>>,
    pub(super) time_zone: String,
    pub(super) operators: Vec<Uuid>,
    pub(super) patron: Option<Uuid>,
    pub(super) open_time: Option<OffsetDateTime>,
    pub(super) close_time: Option<OffsetDateTime>,
    pub(super) capacity: i32,
    pub(super) waiting_capacity: i32,
    pub(super) eligibility: Json<Eligibility>,
    pub(super) phases: Json<Vec<Phase>>,
    pub(super) end_reason: Option<String>,
    pub(super) create_time: OffsetDateTime,
    pub(super) update_time: OffsetDateTime,
    pub(super) publish_time: Option<OffsetDateTime>,
    pub(super) end_time: Option<OffsetDateTime>,
    pub(super) version: i64,
}

impl TryFrom<ProgrammeRow> for StoredProgramme {
    type Error = StoreError;

    fn try_from(row: ProgrammeRow) -> Result<Self, StoreError> {
        let kind = ProgrammeStateKind::find(&row.state);
        let state = match (kind, row.publish_time, row.end_time, row.end_reason) {
            (Some(ProgrammeStateKind::Draft), None, None, None) => ProgrammeState::Draft,
            (Some(ProgrammeStateKind::Published), Some(publish_time), None, None) => {
                ProgrammeState::Published { publish_time }
            }
            (Some(ProgrammeStateKind::Ended), Some(publish_time), Some(end_time), Some(reason)) => {
                ProgrammeState::Ended {
                    publish_time,
                    end_time,
                    reason,
                }
            }
            _ => return Err(StoreError::Corrupt("programme.state")),
        };
        let content = ProgrammeContent {
            source_language: row.source_language,
            titles: row.titles.0,
            descriptions: row.descriptions.0,
            time_zone: row.time_zone,
            operators: row.operators.into_iter().map(Into::into).collect(),
            patron: row.patron.map(Into::into),
            enrolment: EnrolmentRules {
                open_time: row.open_time,
                close_time: row.close_time,
                capacity: row.capacity,
                waiting_capacity: row.waiting_capacity,
            },
            eligibility: row.eligibility.0,
            phases: row.phases.0,
        };
        let programme = Programme {
            id: row.id.into(),
            organization: row.organization.into(),
            content,
            state,
            create_time: row.create_time,
            update_time: row.update_time,
        };
        Ok(Self {
            programme,
            version: row.version,
        })
    }
}
