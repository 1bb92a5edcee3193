//! Contests that are not open to everybody: who may enter, and what is left
//! behind of those who may not.

use linia_chassis::{
    consumer::{EventRecord, Position, Projection},
    id::{EntrantName, TeamId},
};
use linia_proto::{
    challenges::events::v1::EntrantAdmitted,
    event::{Event, event_type},
    json::to_json,
};
use linia_submissions::{
    app::drafts::save_draft,
    domain::{content::WrittenContent, rules::AdmissionMode, stage::Stage},
    events::consumed::StageProjection,
};
use uuid::Uuid;

use crate::{
    files::declared,
    world::{Person, World, reason},
};

impl World {
    /// A contest of one stage that admits its entrants in this way.
    async fn publish_for(&self, mode: AdmissionMode) -> Stage {
        let mut stage = self.publish(1).await.remove(0);
        stage.rules.admission = mode;
        self.peers.publish(stage)
    }

    /// Lets the replica learn that an entrant may enter.
    async fn admit(&self, stage: &Stage, entrant: EntrantName) {
        let admitted = EntrantAdmitted {
            challenge: stage.challenge.to_string(),
            authority: stage.authority.to_string(),
            entrant: entrant.to_string(),
            invited: false,
            reason: "because".into(),
            carried_from: String::new(),
        };
        let event = self.event(stage, &admitted).await;
        let mut conn = self.ctx.database.read().await.expect("connects");
        for _ in 0..2 {
            self.projection()
                .apply(&mut conn, std::slice::from_ref(&event))
                .await
                .expect("applies");
        }
    }

    pub(crate) fn projection(&self) -> StageProjection {
        StageProjection {
            sealers: self.ctx.stage_sealers.clone(),
        }
    }

    pub(crate) async fn event<E: Event>(&self, stage: &Stage, message: &E) -> EventRecord {
        let kind = event_type::<E>();
        EventRecord {
            id: Uuid::now_v7(),
            kind: kind.name.clone(),
            service: kind.service.clone(),
            aggregate: kind.aggregate.clone(),
            aggregate_id: stage.challenge.as_uuid(),
            version: 2,
            time: self.now().await,
            traceparent: None,
            data: to_json(message).into(),
            position: Position {
                epoch: 1,
                sequence: 2,
            },
        }
    }
}

fn content() -> WrittenContent {
    WrittenContent {
        title: "a work".into(),
        text: "a".into(),
        ..WrittenContent::default()
    }
}

#[tokio::test]
async fn only_those_admitted_enter_a_contest_that_is_not_open() {
    let world = World::create().await;
    for mode in [AdmissionMode::Restricted, AdmissionMode::InvitationOnly] {
        let stage = world.publish_for(mode).await;
        let (admitted, stranger) = (Person::new(), Person::new());
        world.admit(&stage, admitted.entrant()).await;

        let entered = admitted.submit(&world, stage.id, "a", Uuid::new_v4()).await;
        assert_eq!(reason(entered), "OK", "{mode:?}");
        let refused = stranger.submit(&world, stage.id, "a", Uuid::new_v4()).await;
        assert_eq!(reason(refused), "NOT_ADMITTED", "{mode:?}");
        let (caller, entrant) = (&stranger.caller, stranger.entrant());
        let file = declared("a.txt", "text/plain", 1);
        let refused_file = stranger.start_upload(&world, stage.id, file).await;
        assert_eq!(reason(refused_file), "NOT_ADMITTED", "{mode:?}");
        let refused = save_draft(&world.ctx, caller, stage.id, entrant, content()).await;
        assert_eq!(reason(refused), "NOT_ADMITTED", "{mode:?}");
        let withdrawn = stranger.withdraw(&world, stage.id).await;
        // Whoever has handed nothing in is told so, admitted or not.
        assert_eq!(reason(withdrawn), "NOT_FOUND", "{mode:?}");
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.entry_version")
            .await,
        2
    );
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.draft").await,
        0
    );
}

#[tokio::test]
async fn team_enters_in_the_name_that_was_admitted() {
    let world = World::create().await;
    let stage = world.publish_for(AdmissionMode::Restricted).await;
    let team = TeamId::new();
    let member = Person::of_team(team);
    world.admit(&stage, EntrantName::Team(team)).await;
    let entered = member.submit_for(&world, stage.id, team).await;
    assert_eq!(reason(entered), "OK");
    let alone = member.submit(&world, stage.id, "a", Uuid::new_v4()).await;
    assert_eq!(reason(alone), "NOT_ADMITTED");
}

#[tokio::test]
async fn admission_to_one_contest_opens_no_other() {
    let world = World::create().await;
    let one = world.publish_for(AdmissionMode::InvitationOnly).await;
    let other = world.publish_for(AdmissionMode::InvitationOnly).await;
    let person = Person::new();
    world.admit(&one, person.entrant()).await;
    let refused = person.submit(&world, other.id, "a", Uuid::new_v4()).await;
    assert_eq!(reason(refused), "NOT_ADMITTED");
}
