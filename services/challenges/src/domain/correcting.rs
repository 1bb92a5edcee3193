//! Corrected protocols of the jury (rule 6): each supersedes the one
//! before it, as long as nothing rests on that one.

use time::OffsetDateTime;

use super::{
    challenge::Challenge,
    event::Event,
    state::{Laureate, Proposal, Sha256, State},
};

impl Challenge {
    /// Takes over a corrected protocol of the last stage: it supersedes the one
    /// that the head of the authority has not decided on yet. One that comes
    /// too late, or corrects what was not received, changes nothing.
    #[must_use]
    pub fn receive_correction(
        mut self,
        superseded_sha256: Sha256,
        protocol_sha256: Sha256,
        mut selected: Vec<Laureate>,
        now: OffsetDateTime,
    ) -> (Self, Option<Event>) {
        let State::Judged {
            publication,
            proposal,
        } = &mut self.state
        else {
            return (self, None);
        };
        if proposal.protocol_sha256 != superseded_sha256 || proposal.is_revealed_in_part() {
            return (self, None);
        }
        selected.sort_by_key(|laureate| (laureate.rank, laureate.work));
        *proposal = Proposal {
            laureates: selected,
            protocol_sha256,
            propose_time: now,
        };
        if let Some(last) = publication.stages.last_mut() {
            last.protocol_sha256 = Some(protocol_sha256);
        }
        self.update_time = now;
        (self, Some(Event::ResultCorrected))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{examples::*, state::StateKind},
        *,
    };

    const CORRECTED: Sha256 = [9; 32];

    fn correct(challenge: Challenge) -> (Challenge, Option<Event>) {
        let mut selected = selected();
        selected.truncate(1);
        challenge.receive_correction(PROTOCOL, CORRECTED, selected, NOW)
    }

    #[test]
    fn only_a_result_that_waits_for_the_head_is_corrected() {
        for state in StateKind::ALL {
            let before = in_state(state);
            let (after, event) = correct(before.clone());
            if state == StateKind::Judged {
                assert_eq!(event, Some(Event::ResultCorrected));
            } else {
                assert_eq!((after, event), (before, None), "{state:?}");
            }
        }
    }

    #[test]
    fn corrected_protocol_takes_the_place_of_the_one_that_it_names() {
        let (challenge, _) = correct(judged());
        let proposal = challenge.state.proposal().expect("is judged");
        assert_eq!(proposal.protocol_sha256, CORRECTED);
        assert_eq!(proposal.laureates.len(), 1);
        let publication = challenge.state.publication().expect("is published");
        let last = publication.stages.last().expect("has stages");
        assert_eq!(last.protocol_sha256, Some(CORRECTED));
        // Repeated, it corrects what is not there any more.
        assert_eq!(correct(challenge).1, None);
    }

    #[test]
    fn result_whose_laureates_were_revealed_is_not_corrected() {
        let mut challenge = judged();
        if let State::Judged { proposal, .. } = &mut challenge.state {
            let entrant = revealed(&approved_result())[0].1;
            proposal.laureates[0].entrant = Some(entrant);
        }
        assert_eq!(correct(challenge).1, None);
    }
}
