//! The main job on the running system: the story that the demo tells, step by step checked.

use linia_tests::{
    stack::{Options, Service},
    story::{Narrator, World, checks, contest},
};

#[tokio::test(flavor = "multi_thread")]
async fn contest_goes_from_need_to_award() {
    // Under the limits that everybody is under.
    let mut options = Options::temporary("main-job");
    options.service_env.clear();
    // And with logs at their most talkative: they must tell nothing private.
    for service in Service::ALL {
        let filter = service.variable("TELEMETRY__LOG_FILTER");
        options.env.insert(filter, "trace".to_owned());
    }
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
    // Else there would have been little to look at.
    for service in Service::ALL {
        let log = world.system.logs().join(format!("{service}.log"));
        let log = std::fs::read_to_string(log).unwrap();
        assert!(log.contains(r#""level":"DEBUG""#), "{service}");
        assert!(log.contains(r#""name":"call""#), "{service}");
    }
    world.end().await;
}
