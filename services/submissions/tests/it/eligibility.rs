//! Who may enter by what they are: told when a draft is saved, and when it is
//! handed in.

use linia_chassis::{
    problem::Problem,
    standing::{AssuranceLevel, Eligibility, EntrantKind, Standing},
};
use linia_submissions::{
    app::{drafts::save_draft, error::AppError},
    domain::{content::WrittenContent, stage::Stage},
};
use uuid::Uuid;

use crate::world::{Person, World, reason};

impl World {
    /// A contest of one stage for people from Poland whose identity is known.
    async fn publish_for_known_poles(&self) -> Stage {
        let mut stage = self.publish(1).await.remove(0);
        stage.rules.eligibility = Eligibility {
            kinds: vec![EntrantKind::Person],
            countries: vec!["PL".into()],
            assurance: Some(AssuranceLevel::Substantial),
            ..Eligibility::default()
        };
        self.peers.publish(stage)
    }
}

/// The conditions that a refusal names.
fn conditions<T>(result: Result<T, AppError>) -> Vec<&'static str> {
    let Err(error) = result else {
        return Vec::new();
    };
    let problem = Problem::from(error);
    problem.violations().iter().map(|it| it.reason).collect()
}

#[tokio::test]
async fn entrant_is_told_every_condition_that_they_do_not_meet() {
    let world = World::create().await;
    let stage = world.publish_for_known_poles().await.id;
    let pole = Standing {
        country: Some("PL".into()),
        assurance: Some(AssuranceLevel::High),
        ..Standing::UNKNOWN
    };
    let unsure = Standing {
        assurance: Some(AssuranceLevel::Low),
        ..pole.clone()
    };
    let entered = Person::standing(pole);
    let entered = entered.submit(&world, stage, "a", Uuid::new_v4()).await;
    assert_eq!(reason(entered), "OK");
    for (standing, lacks) in [
        (unsure, vec!["ASSURANCE_LEVEL_TOO_LOW"]),
        (
            Standing::UNKNOWN,
            vec!["COUNTRY_NOT_ELIGIBLE", "ASSURANCE_LEVEL_TOO_LOW"],
        ),
    ] {
        let person = Person::standing(standing);
        let refused = person.submit(&world, stage, "a", Uuid::new_v4()).await;
        assert_eq!(conditions(refused), lacks);
        let content = WrittenContent {
            title: "a work".into(),
            text: "a".into(),
            ..WrittenContent::default()
        };
        let (caller, entrant) = (&person.caller, person.entrant());
        let refused = save_draft(&world.ctx, caller, stage, entrant, content).await;
        assert_eq!(conditions(refused), lacks);
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM submissions.entry_version")
            .await,
        1
    );
    assert_eq!(
        world.count("SELECT count(*) FROM submissions.draft").await,
        0
    );
}
