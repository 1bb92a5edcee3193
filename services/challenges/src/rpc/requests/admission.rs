//! Requests about applications and invitations.

use linia_chassis::{
    id::{ChallengeId, EntrantName},
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{
        admit_entrants::{Application, ApplicationVerdict, Candidate},
        carry_winners::{CarryWinners, Destination},
    },
    convert::{admission::verdict, parse},
    domain::limits,
};

impl TryFrom<pb::ApplyForAdmissionRequest> for Application {
    type Error = Problem;

    fn try_from(request: pb::ApplyForAdmissionRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let candidate = Names::read(&request.challenge, &request.entrant, &mut violations);
        let text = request.text;
        parse::text("text", &text, limits::APPLICATION_CHARS, &mut violations);
        violations.into_result()?;
        Ok(Self {
            candidate: candidate.known(),
            text,
        })
    }
}

impl TryFrom<pb::DecideApplicationRequest> for ApplicationVerdict {
    type Error = Problem;

    fn try_from(request: pb::DecideApplicationRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let verdict = verdict(request.decision());
        let candidate = Names::read(&request.challenge, &request.entrant, &mut violations);
        violations.check(
            verdict.is_some(),
            "decision",
            "MISSING",
            "must say what is decided",
        );
        let reason = request.reason;
        parse::text("reason", &reason, limits::REMARKS_CHARS, &mut violations);
        violations.into_result()?;
        Ok(Self {
            candidate: candidate.known(),
            verdict: verdict.expect("a decision that is not stated is a violation"),
            reason,
        })
    }
}

impl TryFrom<pb::InviteEntrantRequest> for Candidate {
    type Error = Problem;

    fn try_from(request: pb::InviteEntrantRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let candidate = Names::read(&request.challenge, &request.entrant, &mut violations);
        violations.into_result()?;
        Ok(candidate.known())
    }
}

impl TryFrom<pb::CarryWinnersRequest> for CarryWinners {
    type Error = Problem;

    fn try_from(request: pb::CarryWinnersRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let from: Option<ChallengeId> = parse::name("from", &request.from, &mut violations);
        let into: Option<Destination> = parse::name("into", &request.into, &mut violations);
        let max_rank = request.max_rank;
        violations.check(
            (0..=limits::RANK).contains(&max_rank),
            "max_rank",
            "OUT_OF_RANGE",
            format!("must be from 0 to {}", limits::RANK),
        );
        violations.into_result()?;
        Ok(Self {
            from: from.expect("a name that cannot be read is a violation"),
            into: into.expect("a name that cannot be read is a violation"),
            max_rank,
        })
    }
}

/// Who shall enter what, as far as it can be read.
struct Names(Option<ChallengeId>, Option<EntrantName>);

impl Names {
    fn read(challenge: &str, entrant: &str, violations: &mut Violations) -> Self {
        let challenge = parse::name("challenge", challenge, violations);
        Self(challenge, parse::name("entrant", entrant, violations))
    }

    /// After what was found wrong was refused.
    fn known(self) -> Candidate {
        Candidate {
            challenge: self.0.expect("a name that cannot be read is a violation"),
            entrant: self.1.expect("a name that cannot be read is a violation"),
        }
    }
}
