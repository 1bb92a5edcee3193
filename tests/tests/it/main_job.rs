//! The main job on the running system: the story that the demo tells, step by step checked.

use linia_tests::{
    stack::Options,
    story::{Narrator, World, checks, contest},
};

#[tokio::test(flavor = "multi_thread")]
async fn contest_goes_from_need_to_award() {
    // Under the limits that everybody is under.
    let mut options = Options::temporary("main-job");
    options.service_env.clear();
    let world = World::start(options, Narrator::silent())
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let outcome = match contest::tell(&world).await {
        Ok(outcome) => outcome,
        Err(error) => panic!("{error}; logs: {}", world.system.logs().display()),
    };
    if let Err(error) = checks::check(&world, &outcome).await {
        panic!("{error}; logs: {}", world.system.logs().display());
    }
    world.end().await;
}
