//! More time for one entrant: granted by the head, logged, told to those whom
//! it concerns, and waited for by the keys.

use linia_challenges::{
    domain::{extension::IndividualExtension, running::LAST_WORD},
    store,
};
use linia_chassis::{
    auth::Caller,
    grpc::timestamp,
    id::{AccountId, EntrantName},
};
use linia_proto::challenges::v1::{
    self as pb, extension_service_server::ExtensionService,
    stage_key_service_server::StageKeyService,
};
use time::{Duration, OffsetDateTime};
use tonic::{Response, Status};

use crate::world::{World, call, person, reason, service, time};

impl World {
    async fn grant(
        &self,
        caller: &Caller,
        stage: &str,
        entrant: &str,
        close_time: OffsetDateTime,
    ) -> Result<pb::IndividualExtension, Status> {
        let request = pb::GrantExtensionRequest {
            stage: stage.to_owned(),
            entrant: entrant.to_owned(),
            close_time: Some(timestamp(close_time)),
            reason: "The power was cut".to_owned(),
        };
        let granted = self.extensions.grant_extension(call(caller, request)).await;
        granted.map(Response::into_inner)
    }

    /// What submissions is told of a stage.
    async fn stage_told(&self, stage: &str) -> pb::PublishedStage {
        let request = pb::GetStageRequest {
            stage: stage.to_owned(),
        };
        let told = self
            .stage_keys
            .get_stage(call(&service("submissions"), request));
        told.await.expect("is published").into_inner()
    }

    /// Whose the extensions are and why, as this reader is told.
    async fn extensions_seen_by(&self, caller: &Caller, name: &str) -> Vec<(String, String)> {
        let request = pb::ListExtensionsRequest {
            challenge: name.to_owned(),
            ..pb::ListExtensionsRequest::default()
        };
        let listed = self.extensions.list_extensions(call(caller, request)).await;
        let listed = listed.expect("is public").into_inner().extensions;
        assert!(listed.iter().all(|it| it.close_time.is_some()));
        let told = listed.into_iter().map(|it| (it.entrant, it.reason));
        told.collect()
    }
}

#[tokio::test]
async fn extension_is_told_to_the_head_and_the_entrant_and_to_nobody_else() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let later = time(stage.close_time) + Duration::hours(1);
    let entrant = person(|_| ());
    let name = entrant.account().expect("is a person").to_string();
    for _ in 0..2 {
        let granted = world.grant(&world.head, &stage.name, &name, later).await;
        let granted = granted.expect("is open");
        assert_eq!((granted.number, granted.entrant), (1, name.clone()));
    }
    let told = world.told(&challenge.name).await;
    let granted = told
        .iter()
        .filter(|it| it.0 == "IndividualExtensionGranted");
    assert_eq!(granted.count(), 1);

    let whole = vec![(name, "The power was cut".to_owned())];
    let hidden = vec![(String::new(), String::new())];
    let operator = person(|claims| claims.operator = true);
    for (reader, expected) in [
        (&world.head, &whole),
        (&entrant, &whole),
        // Editors may sit on the jury.
        (&world.editor, &hidden),
        (&operator, &hidden),
        (&Caller::anonymous(), &hidden),
    ] {
        let seen = world.extensions_seen_by(reader, &challenge.name).await;
        assert_eq!(&seen, expected);
    }
}

#[tokio::test]
async fn keys_of_both_keepers_wait_for_the_extended_entrant() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let closes = time(stage.close_time);
    let later = closes + Duration::hours(1);
    let entrant = AccountId::new().to_string();
    let granted = world.grant(&world.head, &stage.name, &entrant, later).await;
    granted.expect("is open");
    for ((name, _), (_, release_time)) in &world.identity.kept().shares {
        assert!(*name != stage.name || *release_time == timestamp(later));
    }
    let told = world.stage_told(&stage.name).await;
    assert_eq!(told.individual_closings[0].entrant, entrant);
    assert_eq!(told.stage.expect("is told").close_time, stage.close_time);

    world.travel_to(closes).await;
    let request = pb::ReleaseStageKeyShareRequest {
        stage: stage.name.clone(),
        purpose: pb::KeyPurpose::Sealing.into(),
        record_sha256: vec![1; 32].into(),
    };
    let submissions = service("submissions");
    let early = world
        .stage_keys
        .release_stage_key_share(call(&submissions, request.clone()))
        .await;
    assert_eq!(reason(early), "STAGE_NOT_CLOSED");
    // What was told at the closing time was the last word for everybody.
    let other = AccountId::new().to_string();
    let late = world.grant(&world.head, &stage.name, &other, later).await;
    assert_eq!(reason(late), "STAGE_CLOSED");
    world.travel_to(later).await;
    world.approve_by_two(&stage.name).await;
    let released = world
        .stage_keys
        .release_stage_key_share(call(&submissions, request))
        .await;
    released.expect("has closed for everybody");
}

#[tokio::test]
async fn only_the_head_grants_and_only_more_than_there_is() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let closes = time(stage.close_time);
    let entrant = AccountId::new().to_string();
    let later = closes + Duration::hours(1);
    for caller in [&world.editor, &person(|_| ())] {
        let refused = world.grant(caller, &stage.name, &entrant, later).await;
        assert_eq!(reason(refused), "NOT_PERMITTED");
    }
    let shares = world.identity.kept().shares.clone();
    for (close_time, refusal) in [
        (closes, "CLOSE_TIME_NOT_LATER"),
        (time(challenge.stages[1].close_time), "NEXT_STAGE_CLOSES"),
    ] {
        let refused = world.grant(&world.head, &stage.name, &entrant, close_time);
        assert_eq!(reason(refused.await), refusal);
    }
    // What is refused is not announced to identity.
    assert_eq!(world.identity.kept().shares, shares);
}

#[tokio::test]
async fn what_is_told_shortly_before_the_closing_is_the_last_word() {
    let world = World::new().await;
    let challenge = world.published().await;
    let stage = &challenge.stages[0];
    let closes = time(stage.close_time);
    let later = closes + Duration::hours(1);
    for (now, settled) in [
        (closes - Duration::minutes(1), false),
        (closes - LAST_WORD, true),
        (closes + Duration::minutes(1), true),
    ] {
        world.travel_to(now).await;
        assert_eq!(world.stage_told(&stage.name).await.settled, settled);
    }

    // Even if it was decided before, and waited since for its turn.
    let mut conn = world.database.pool().acquire().await.expect("is there");
    let id = stage.name.parse().expect("is a name");
    let settles = Some(closes - LAST_WORD);
    let moved = store::stage::extend(&mut conn, id, later, settles).await;
    assert!(!moved.expect("is asked"));
    let entrant = EntrantName::Account(AccountId::new());
    let extension = IndividualExtension {
        number: 1,
        stage: id,
        entrant,
        close_time: later,
        reason: "The power was cut".to_owned(),
        author: world.head.account().expect("is a person"),
        create_time: closes,
    };
    let contest = challenge.name.parse().expect("is a name");
    let granted = store::extension::insert(&mut conn, contest, &extension, settles).await;
    assert!(!granted.expect("is asked"));
}
