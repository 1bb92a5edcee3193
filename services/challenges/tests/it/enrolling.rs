//! Enrolment: places, the wait for them, phases, and the end.

use std::sync::Arc;

use linia_challenges::{rpc::Enrolments, store};
use linia_chassis::{
    auth::Caller,
    id::{AccountId, TeamId},
};
use linia_proto::challenges::v1::{
    self as pb, EnrolmentState, enrolment_service_server::EnrolmentService as _,
};
use time::Duration;
use tokio::task::JoinSet;
use tonic::{Response, Status};

use crate::world::{World, call, person, reason, time};

/// The name of a person.
pub(crate) fn name_of(caller: &Caller) -> String {
    let account: AccountId = caller.account().expect("is a person");
    account.to_string()
}

impl World {
    pub(crate) async fn enrol(
        &self,
        caller: &Caller,
        programme: &str,
    ) -> Result<pb::Enrolment, Status> {
        self.enrol_as(caller, programme, name_of(caller)).await
    }

    async fn enrol_as(
        &self,
        caller: &Caller,
        programme: &str,
        entrant: String,
    ) -> Result<pb::Enrolment, Status> {
        let request = pb::EnrolRequest {
            programme: programme.to_owned(),
            entrant,
        };
        let enrolled = self.enrolments.enrol(call(caller, request)).await;
        enrolled.map(Response::into_inner)
    }

    pub(crate) async fn leave(
        &self,
        caller: &Caller,
        programme: &str,
    ) -> Result<pb::Enrolment, Status> {
        let request = pb::LeaveProgrammeRequest {
            programme: programme.to_owned(),
            entrant: name_of(caller),
        };
        let left = self.enrolments.leave_programme(call(caller, request)).await;
        left.map(Response::into_inner)
    }

    async fn remove(
        &self,
        caller: &Caller,
        programme: &str,
        whom: &Caller,
    ) -> Result<pb::Enrolment, Status> {
        let request = pb::RemoveEnrolmentRequest {
            programme: programme.to_owned(),
            entrant: name_of(whom),
            reason: "Nie przyszli.".to_owned(),
        };
        let removed = self
            .enrolments
            .remove_enrolment(call(caller, request))
            .await;
        removed.map(Response::into_inner)
    }

    async fn advance(&self, programme: &str, whom: &Caller) -> Result<pb::Enrolment, Status> {
        let request = pb::AdvanceEnrolmentRequest {
            programme: programme.to_owned(),
            entrant: name_of(whom),
            phase: 2,
        };
        let request = call(&self.editor, request);
        let advanced = self.enrolments.advance_enrolment(request).await;
        advanced.map(Response::into_inner)
    }

    /// Who takes part, as the caller is told: entrants with their states, in
    /// order of arrival.
    pub(crate) async fn roll(
        &self,
        caller: &Caller,
        programme: &str,
    ) -> Vec<(String, EnrolmentState)> {
        let mut roll = Vec::new();
        let mut request = pb::ListEnrolmentsRequest {
            programme: programme.to_owned(),
            page_size: 2,
            ..pb::ListEnrolmentsRequest::default()
        };
        loop {
            let page = self
                .enrolments
                .list_enrolments(call(caller, request.clone()));
            let page = page.await.expect("is public").into_inner();
            let shown = page.enrolments.into_iter();
            roll.extend(shown.map(|it| (it.entrant.clone(), it.state())));
            if page.next_page_token.is_empty() {
                return roll;
            }
            request.page_token = page.next_page_token;
        }
    }
}

fn people(count: usize) -> Vec<Caller> {
    (0..count).map(|_| person(|_| ())).collect()
}

#[tokio::test]
async fn first_come_get_places_the_next_wait_and_the_rest_are_turned_away() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await.name;
    let people = people(5);
    let mut states = Vec::new();
    for person in &people {
        let enrolled = world.enrol(person, &programme).await;
        states.push(enrolled.map(|it| (it.state(), it.phase)));
    }
    let full = states.pop().expect("five came");
    assert_eq!(reason(full), "PROGRAMME_FULL");
    let states: Vec<_> = states.into_iter().map(|it| it.expect("fits")).collect();
    let (place, wait) = ((EnrolmentState::Enrolled, 1), (EnrolmentState::Waiting, 0));
    assert_eq!(states, [place, place, wait, wait]);

    let again = world.enrol(&people[2], &programme).await;
    assert_eq!(again.expect("waits").state(), EnrolmentState::Waiting);
    let all = world.roll(&world.editor, &programme).await;
    assert_eq!(all.len(), 4);
    let own = world.roll(&people[3], &programme).await;
    assert_eq!(own, [(name_of(&people[3]), EnrolmentState::Waiting)]);
    let told: Vec<_> = world
        .told(&programme)
        .await
        .into_iter()
        .map(|it| it.0)
        .collect();
    let expected = [
        "ProgrammePublished",
        "EntrantEnrolled",
        "EntrantEnrolled",
        "EntrantWaitlisted",
        "EntrantWaitlisted",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn place_that_becomes_free_goes_to_whoever_has_waited_longest() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await.name;
    let people = people(4);
    for person in &people {
        world.enrol(person, &programme).await.expect("fits");
    }
    let left = world
        .leave(&people[0], &programme)
        .await
        .expect("may leave");
    assert_eq!(left.state(), EnrolmentState::Left);
    let removed = world.remove(&world.editor, &programme, &people[1]).await;
    assert_eq!(removed.expect("is in").reason, "Nie przyszli.");
    let back = world.enrol(&people[0], &programme).await;
    assert_eq!(back.expect("has left").state(), EnrolmentState::Waiting);
    let expected = [
        (1, EnrolmentState::Removed),
        (2, EnrolmentState::Enrolled),
        (3, EnrolmentState::Enrolled),
        (0, EnrolmentState::Waiting),
    ]
    .map(|(index, state)| (name_of(&people[index]), state));
    assert_eq!(world.roll(&world.head, &programme).await, expected);

    let gone = world.enrol(&people[1], &programme).await;
    assert_eq!(reason(gone), "ENROLMENT_STATE");
    let told: Vec<_> = world
        .told(&programme)
        .await
        .into_iter()
        .map(|it| it.0)
        .collect();
    let expected = [
        "EntrantLeft",
        "EntrantEnrolled",
        "EntrantRemoved",
        "EntrantEnrolled",
        "EntrantWaitlisted",
    ];
    assert_eq!(told[5..], expected);
}

#[tokio::test]
async fn participants_go_on_within_the_capacity_of_the_phase_which_may_keep_them() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await.name;
    let people = people(3);
    for person in &people {
        world.enrol(person, &programme).await.expect("fits");
    }
    for _ in 0..2 {
        let advanced = world.advance(&programme, &people[0]).await;
        assert_eq!(advanced.expect("fits").phase, 2);
    }
    let full = world.advance(&programme, &people[1]).await;
    assert_eq!(reason(full), "PHASE_FULL");
    let waits = world.advance(&programme, &people[2]).await;
    assert_eq!(reason(waits), "ENROLMENT_STATE");
    let kept = world.leave(&people[0], &programme).await;
    assert_eq!(reason(kept), "PHASE_KEEPS");
    let removed = world.remove(&world.editor, &programme, &people[0]).await;
    removed.expect("is in");
    world
        .advance(&programme, &people[1])
        .await
        .expect("fits now");
    let told = world.told(&programme).await;
    let advanced = told.iter().filter(|(kind, _)| kind == "EntrantAdvanced");
    assert_eq!(advanced.count(), 2);
}

#[tokio::test]
async fn late_enrolment_is_refused_by_the_domain_and_by_the_statement_itself() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await;
    let (early, late) = (person(|_| ()), person(|_| ()));
    let enrolled = world.enrol(&early, &programme.name).await;
    let enrolled = enrolled.expect("is open");
    let close_time = time(programme.enrolment.expect("is written").close_time);
    world.travel_to(close_time).await;
    let refused = world.enrol(&late, &programme.name).await;
    assert_eq!(reason(refused), "ENROLMENT_CLOSED");
    let again = world.enrol(&early, &programme.name).await;
    assert_eq!(
        again.expect("is in"),
        enrolled,
        "an answer may have been lost"
    );

    let mut tx = world.database.begin_write().await.expect("is there");
    let id = programme.name.parse().expect("is a name");
    let own = name_of(&early).parse().expect("is a name");
    let mut raced = store::enrolment::find(tx.conn(), id, &own)
        .await
        .expect("is there")
        .expect("is in");
    raced.entrant = name_of(&late).parse().expect("is a name");
    raced.arrival += 1;
    let saved = store::enrolment::save_in_time(tx.conn(), &raced).await;
    assert!(!saved.expect("is well-formed"));
}

#[tokio::test]
async fn nobody_enrols_before_the_opening_or_once_the_programme_has_ended() {
    let world = World::new().await;
    let opens = world.now().await + Duration::days(1);
    let later = world
        .running_programme(|it| {
            let rules = it.enrolment.as_mut().expect("is written");
            rules.open_time = Some(linia_chassis::grpc::timestamp(opens));
        })
        .await
        .name;
    let person = person(|_| ());
    let early = world.enrol(&person, &later).await;
    assert_eq!(reason(early), "ENROLMENT_NOT_OPEN");
    world.travel_to(opens + Duration::SECOND).await;
    world.enrol(&person, &later).await.expect("is open");

    let ended = world.end_programme(&world.head, &later).await;
    ended.expect("is published");
    let other = crate::world::person(|_| ());
    for refused in [
        world.enrol(&other, &later).await,
        world.leave(&person, &later).await,
        world.remove(&world.head, &later, &person).await,
        world.advance(&later, &person).await,
    ] {
        assert_eq!(reason(refused), "PROGRAMME_STATE");
    }
}

#[tokio::test]
async fn only_who_is_asked_for_enrols_and_only_for_those_they_speak_for() {
    let world = World::new().await;
    let programme = world
        .running_programme(|it| {
            it.eligibility = Some(pb::Eligibility {
                kinds: vec![pb::EntrantKind::Team.into()],
                team_size_min: 3,
                team_size_max: 5,
                ..pb::Eligibility::default()
            });
        })
        .await
        .name;
    let team = TeamId::random();
    let member = |size: u32| {
        person(|claims| {
            claims.teams = [team].into();
            claims.standing.team_sizes = [(team, size)].into();
        })
    };
    let alone = world.enrol(&person(|_| ()), &programme).await;
    assert_eq!(reason(alone), "NOT_ELIGIBLE");
    let small = world
        .enrol_as(&member(2), &programme, team.to_string())
        .await;
    assert_eq!(reason(small), "NOT_ELIGIBLE");
    let stranger = world
        .enrol_as(&person(|_| ()), &programme, team.to_string())
        .await;
    assert_eq!(reason(stranger), "NOT_PERMITTED");
    let fits = world
        .enrol_as(&member(3), &programme, team.to_string())
        .await;
    assert_eq!(fits.expect("fits").state(), EnrolmentState::Enrolled);
}

#[tokio::test]
async fn however_many_come_and_go_at_once_no_place_is_given_twice() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await.name;
    let mut tasks = JoinSet::new();
    for person in people(24) {
        let (programme, entrant) = (programme.clone(), name_of(&person));
        let enrolments = Enrolments {
            context: Arc::clone(&world.enrolments.context),
        };
        tasks.spawn(async move {
            let request = pb::EnrolRequest {
                programme: programme.clone(),
                entrant: entrant.clone(),
            };
            let enrolled = enrolments.enrol(call(&person, request)).await;
            if enrolled.is_err() {
                return Some(reason(enrolled));
            }
            // Every second one thinks better of it.
            if entrant.ends_with(['0', '2', '4', '6', '8', 'a', 'c', 'e']) {
                let request = pb::LeaveProgrammeRequest { programme, entrant };
                let left = enrolments.leave_programme(call(&person, request)).await;
                left.expect("the first phase lets everybody leave");
            }
            None
        });
    }
    while let Some(refusal) = tasks.join_next().await {
        let refusal = refusal.expect("no task panics");
        assert!(refusal.is_none_or(|it| it == "PROGRAMME_FULL"));
    }
    let roll = world.roll(&world.head, &programme).await;
    let count = |state| roll.iter().filter(|(_, it)| *it == state).count();
    let (places, waiting) = (
        count(EnrolmentState::Enrolled),
        count(EnrolmentState::Waiting),
    );
    assert!(places <= 2 && waiting <= 2, "{roll:?}");
    assert!(places == 2 || waiting == 0, "a place is free: {roll:?}");
}

#[tokio::test]
async fn storage_itself_gives_no_place_twice_and_brings_nobody_back() {
    let world = World::new().await;
    let programme = world.running_programme(|_| ()).await.name;
    let people = people(4);
    for person in &people {
        world.enrol(person, &programme).await.expect("fits");
    }
    let removed = world.remove(&world.head, &programme, &people[3]).await;
    removed.expect("waits");
    for (constraint, statement) in [
        (
            "enrolment_within_capacity",
            "UPDATE enrolment SET state = 'ENROLLED', phase = 1 WHERE state = 'WAITING'",
        ),
        (
            "enrolment_within_phase",
            "UPDATE enrolment SET phase = 2 WHERE state = 'ENROLLED'",
        ),
        (
            "enrolment_within_phase",
            "UPDATE enrolment SET phase = 3 WHERE state = 'ENROLLED'",
        ),
        (
            "enrolment_removed_is_final",
            "UPDATE enrolment SET state = 'WAITING', reason = NULL WHERE state = 'REMOVED'",
        ),
    ] {
        let violated = world.constraint_violated_by(statement).await;
        assert_eq!(violated.as_deref(), Some(constraint), "{statement}");
    }
}
