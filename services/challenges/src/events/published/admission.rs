//! Applications and invitations.

use linia_chassis::database::{DbError, WriteTx};
use linia_proto::challenges::events::v1 as pb;

use crate::domain::{
    admission::{Admission, AdmissionState},
    challenge::Challenge,
};

/// Tells where an application or invitation stands now. Returns the number of
/// the event.
///
/// # Errors
/// If the statement fails.
pub async fn append_in_tx(
    tx: &mut WriteTx,
    challenge: &Challenge,
    admission: &Admission,
) -> Result<i64, DbError> {
    let aggregate = challenge.id.as_uuid();
    let (challenge, authority) = (challenge.id.to_string(), challenge.authority.to_string());
    let entrant = admission.entrant.to_string();
    match &admission.state {
        AdmissionState::Applied => {
            let event = pb::ApplicationReceived {
                challenge,
                authority,
                entrant,
            };
            tx.append(aggregate, &event).await
        }
        AdmissionState::Admitted(decision) => {
            let event = pb::EntrantAdmitted {
                challenge,
                authority,
                entrant,
                invited: false,
                reason: decision.reason.clone(),
                carried_from: String::new(),
            };
            tx.append(aggregate, &event).await
        }
        AdmissionState::Refused(decision) => {
            let event = pb::EntrantRefused {
                challenge,
                authority,
                entrant,
                reason: decision.reason.clone(),
            };
            tx.append(aggregate, &event).await
        }
        AdmissionState::Invited => {
            let event = pb::EntrantAdmitted {
                challenge,
                authority,
                entrant,
                invited: true,
                reason: String::new(),
                carried_from: admission
                    .carried
                    .map(|carried| carried.from.to_string())
                    .unwrap_or_default(),
            };
            tx.append(aggregate, &event).await
        }
    }
}
