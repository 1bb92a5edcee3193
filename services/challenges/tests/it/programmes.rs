//! Programmes: who writes, publishes and ends them, and what they freeze.

use linia_challenges::store;
use linia_chassis::{auth::Caller, grpc::timestamp, id::OrganizationId};
use linia_proto::{
    challenges::v1::{self as pb, programme_service_server::ProgrammeService as _},
    r#type::v1::LocalizedText,
};
use prost_types::FieldMask;
use time::{Duration, OffsetDateTime};
use tonic::{Response, Status};
use uuid::Uuid;

use crate::world::{World, call, person, reason};

fn texts(polish: &str, english: &str) -> Vec<LocalizedText> {
    [("pl", polish), ("en", english)]
        .map(|(language_code, text)| LocalizedText {
            language_code: language_code.to_owned(),
            text: text.to_owned(),
        })
        .to_vec()
}

fn phase(polish: &str, english: &str, capacity: i32, may_leave: bool) -> pb::Phase {
    pb::Phase {
        titles: texts(polish, english),
        capacity,
        may_leave,
    }
}

/// A programme without defects at `now`: two places, one of them in the second
/// phase, which keeps everybody; two may wait. One enrols for ten days.
fn sample(holder: OrganizationId, now: OffsetDateTime) -> pb::Programme {
    // Times are kept to the microsecond.
    let now = now.replace_nanosecond(0).expect("is in range");
    pb::Programme {
        organization: holder.to_string(),
        source_language: "pl".to_owned(),
        titles: texts(
            "Laboratorium samorządów",
            "A laboratory of local governments",
        ),
        descriptions: texts("Wspólna diagnoza potrzeb.", "Needs, diagnosed together."),
        time_zone: "Europe/Warsaw".to_owned(),
        enrolment: Some(pb::EnrolmentRules {
            open_time: None,
            close_time: Some(timestamp(now + Duration::days(10))),
            capacity: 2,
            waiting_capacity: 2,
        }),
        phases: vec![
            phase("Współpraca", "Cooperation", 0, true),
            phase("Dialog techniczny", "Technical dialogue", 1, false),
        ],
        ..pb::Programme::default()
    }
}

impl World {
    /// The draft of a programme that differs from the usual one.
    pub(crate) async fn programme_with(
        &self,
        change: impl FnOnce(&mut pb::Programme),
    ) -> pb::Programme {
        let mut programme = sample(self.authority, self.now().await);
        change(&mut programme);
        let request = pb::CreateProgrammeRequest {
            programme: Some(programme),
            request_id: String::new(),
        };
        let request = call(&self.editor, request);
        let created = self.programmes.create_programme(request).await;
        created.expect("can be drafted").into_inner()
    }

    pub(crate) async fn publish_programme(
        &self,
        caller: &Caller,
        name: &str,
        request_id: &str,
    ) -> Result<pb::Programme, Status> {
        let request = pb::PublishProgrammeRequest {
            name: name.to_owned(),
            etag: String::new(),
            request_id: request_id.to_owned(),
        };
        let request = call(caller, request);
        let published = self.programmes.publish_programme(request).await;
        published.map(Response::into_inner)
    }

    /// A programme that runs and differs from the usual one.
    pub(crate) async fn running_programme(
        &self,
        change: impl FnOnce(&mut pb::Programme),
    ) -> pb::Programme {
        let draft = self.programme_with(change).await;
        let published = self.publish_programme(&self.head, &draft.name, "").await;
        published.expect("has no defects")
    }

    pub(crate) async fn end_programme(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<pb::Programme, Status> {
        let request = pb::EndProgrammeRequest {
            name: name.to_owned(),
            reason: "Wszystko zrobiono.".to_owned(),
        };
        let ended = self.programmes.end_programme(call(caller, request)).await;
        ended.map(Response::into_inner)
    }

    async fn see(&self, caller: &Caller, name: &str) -> Result<pb::Programme, Status> {
        let request = pb::GetProgrammeRequest {
            name: name.to_owned(),
        };
        let seen = self.programmes.get_programme(call(caller, request)).await;
        seen.map(Response::into_inner)
    }

    async fn listed(&self, caller: &Caller) -> Vec<String> {
        let mut names = Vec::new();
        let mut request = pb::ListProgrammesRequest {
            page_size: 1,
            ..pb::ListProgrammesRequest::default()
        };
        loop {
            let page = self
                .programmes
                .list_programmes(call(caller, request.clone()));
            let page = page.await.expect("anyone lists").into_inner();
            names.extend(page.programmes.into_iter().map(|it| it.name));
            if page.next_page_token.is_empty() {
                return names;
            }
            request.page_token = page.next_page_token;
        }
    }

    async fn change(
        &self,
        programme: pb::Programme,
        mask: &[&str],
    ) -> Result<pb::Programme, Status> {
        let paths = mask.iter().map(ToString::to_string).collect();
        let request = pb::UpdateProgrammeRequest {
            programme: Some(programme),
            update_mask: Some(FieldMask { paths }),
        };
        let request = call(&self.editor, request);
        let changed = self.programmes.update_programme(request).await;
        changed.map(Response::into_inner)
    }

    /// Lets the replica know a verified organization.
    pub(crate) async fn verified_organization(&self) -> OrganizationId {
        let id = OrganizationId::new();
        let mut tx = self.database.begin_write().await.expect("is there");
        let added = store::organization::insert(tx.conn(), id, false).await;
        added.expect("is new");
        let verified = store::organization::verify(tx.conn(), id).await;
        verified.expect("is there");
        tx.commit().await.expect("is there");
        id
    }
}

#[tokio::test]
async fn draft_is_written_by_editors_published_and_ended_by_the_head() {
    let world = World::new().await;
    let draft = world.programme_with(|it| it.phases.clear()).await;
    assert_eq!(draft.state(), pb::ProgrammeState::Draft);
    let defects: Vec<_> = draft.defects.iter().map(|it| it.reason.as_str()).collect();
    assert_eq!(defects, ["PHASES_MISSING"]);
    let refused = world.publish_programme(&world.head, &draft.name, "").await;
    assert_eq!(reason(refused), "PROGRAMME_HAS_DEFECTS");

    let change = pb::Programme {
        name: draft.name.clone(),
        phases: vec![phase("Warsztaty", "Workshops", 0, true)],
        etag: draft.etag.clone(),
        ..pb::Programme::default()
    };
    let changed = world.change(change.clone(), &["phases"]).await;
    let changed = changed.expect("is a draft");
    assert_eq!(changed.defects, []);
    assert_eq!(changed.titles, draft.titles);
    let stale = world.change(change, &["phases"]).await;
    assert_eq!(reason(stale), "ETAG_MISMATCH");

    let early = world.end_programme(&world.head, &draft.name).await;
    assert_eq!(reason(early), "PROGRAMME_STATE");
    let editor = world
        .publish_programme(&world.editor, &draft.name, "")
        .await;
    assert_eq!(reason(editor), "NOT_PERMITTED");
    let id = Uuid::new_v4().to_string();
    let published = world.publish_programme(&world.head, &draft.name, &id).await;
    let published = published.expect("has no defects");
    assert_eq!(published.state(), pb::ProgrammeState::Published);
    let again = world.publish_programme(&world.head, &draft.name, &id).await;
    assert_eq!(again.expect("is the same call"), published);

    let ended = world.end_programme(&world.head, &draft.name).await;
    let ended = ended.expect("is published");
    assert_eq!(ended.state(), pb::ProgrammeState::Ended);
    assert_eq!(ended.end_reason, "Wszystko zrobiono.");
    let seen = world.see(&Caller::anonymous(), &draft.name).await;
    assert_eq!(seen.expect("is public"), ended);
    let told = world.told(&draft.name).await;
    let expected = [("ProgrammePublished", 1), ("ProgrammeEnded", 2)];
    assert_eq!(
        told,
        expected.map(|(kind, version)| (kind.to_owned(), version))
    );
}

#[tokio::test]
async fn repeated_creation_makes_one_draft() {
    let world = World::new().await;
    let request = pb::CreateProgrammeRequest {
        programme: Some(sample(world.authority, world.now().await)),
        request_id: Uuid::new_v4().to_string(),
    };
    let create = || {
        let request = call(&world.editor, request.clone());
        world.programmes.create_programme(request)
    };
    let first = create().await.expect("can be drafted").into_inner();
    let again = create().await.expect("is the same call").into_inner();
    assert_eq!(first, again);
    assert_eq!(world.listed(&world.editor).await, [first.name]);
}

#[tokio::test]
async fn operators_and_patron_must_be_verified_organizations() {
    let world = World::new().await;
    let known = world.verified_organization().await;
    let draft = world
        .programme_with(|it| {
            it.operators = vec![known.to_string(), OrganizationId::new().to_string()];
            it.patron = OrganizationId::new().to_string();
        })
        .await;
    let refused = world.publish_programme(&world.head, &draft.name, "").await;
    assert_eq!(reason(refused), "PROGRAMME_HAS_DEFECTS");
    let change = pb::Programme {
        name: draft.name.clone(),
        operators: vec![known.to_string()],
        patron: known.to_string(),
        ..pb::Programme::default()
    };
    let changed = world.change(change, &[]).await;
    changed.expect("is a draft");
    let published = world.publish_programme(&world.head, &draft.name, "").await;
    assert_eq!(published.expect("all are known").patron, known.to_string());
}

#[tokio::test]
async fn draft_is_seen_by_those_who_hold_and_operate_it_only() {
    let world = World::new().await;
    let operator = world.verified_organization().await;
    let operators = vec![operator.to_string()];
    let draft = world
        .programme_with(|it| it.operators.clone_from(&operators))
        .await;
    let public = world.running_programme(|it| it.operators = operators).await;
    let both = [public.name.clone(), draft.name.clone()];
    for (caller, sees_both) in [
        (world.head.clone(), true),
        (world.editor.clone(), true),
        (person(|it| it.heads = [operator].into()), true),
        (person(|it| it.editors = [operator].into()), true),
        (person(|it| it.representatives = [operator].into()), false),
        (person(|it| it.operator = true), false),
        (person(|_| ()), false),
        (Caller::anonymous(), false),
    ] {
        let seen = world.see(&caller, &draft.name).await;
        assert_eq!(seen.is_ok(), sees_both, "{caller:?}");
        world.see(&caller, &public.name).await.expect("is public");
        let expected = if sees_both { &both[..] } else { &both[..1] };
        assert_eq!(world.listed(&caller).await, expected, "{caller:?}");
    }
}

#[tokio::test]
async fn published_programme_is_frozen_in_storage_too() {
    let world = World::new().await;
    let published = world.running_programme(|_| ()).await;
    let change = pb::Programme {
        name: published.name.clone(),
        time_zone: "Europe/Kyiv".to_owned(),
        ..pb::Programme::default()
    };
    let refused = world.change(change, &[]).await;
    assert_eq!(reason(refused), "PROGRAMME_STATE");
    for statement in [
        "UPDATE programme SET capacity = capacity + 1",
        "UPDATE programme SET close_time = close_time + INTERVAL '1 day'",
        "UPDATE programme SET phases = '[]'",
    ] {
        let violated = world.constraint_violated_by(statement).await;
        let expected = Some("programme_published_is_frozen");
        assert_eq!(violated.as_deref(), expected, "{statement}");
    }
}
