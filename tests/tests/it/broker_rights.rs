//! Each service has its own NATS user, which may publish only its own subjects.

use std::time::Duration;

use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::{self, AckKind, stream};
use async_nats::{Client, Event};
use futures::StreamExt as _;
use linia_tests::service_test::TestNats;
use linia_tests::stack::{NatsUser, Service};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const LIMIT: Duration = Duration::from_secs(10);

/// A client and what the server complains about to it.
async fn connect(nats: &TestNats, user: &NatsUser) -> (Client, UnboundedReceiver<String>) {
    let (sender, complaints) = unbounded_channel();
    let options = nats.connect_options(user).event_callback(move |event| {
        let sender = sender.clone();
        async move {
            if let Event::ServerError(error) = event {
                drop(sender.send(error.to_string()));
            }
        }
    });
    (options.connect(nats.url()).await.unwrap(), complaints)
}

async fn assert_refused(nats: &TestNats, user: &NatsUser, subject: &str) {
    let (client, mut complaints) = connect(nats, user).await;
    client
        .publish(subject.to_owned(), "{}".into())
        .await
        .unwrap();
    client.flush().await.unwrap();
    let complaint = tokio::time::timeout(LIMIT, complaints.recv())
        .await
        .unwrap()
        .unwrap();
    assert!(
        complaint.to_lowercase().contains("permissions violation"),
        "{complaint}"
    );
    assert!(complaint.contains(subject), "{complaint}");
}

async fn create_stream(nats: &TestNats, service: &str) {
    let admin = jetstream::new(nats.connect(&NatsUser::admin()).await.unwrap());
    let config = stream::Config {
        name: format!("LINIA_{}", service.to_uppercase()),
        subjects: vec![format!("linia.v1.{service}.>")],
        allow_direct: true,
        ..Default::default()
    };
    admin.create_stream(config).await.unwrap();
}

#[tokio::test]
async fn service_cannot_publish_for_another() {
    let nats = TestNats::start().await;
    for service in Service::ALL {
        let user = NatsUser::service(service.name());
        let other = Service::ALL
            .into_iter()
            .find(|other| *other != service)
            .unwrap();
        assert_refused(&nats, &user, &format!("linia.v1.{other}.thing.happened")).await;
        assert_refused(&nats, &user, &format!("linia.poke.{other}")).await;
        assert_refused(
            &nats,
            &user,
            &format!("linia.public.v1.{service}.thing.happened"),
        )
        .await;
        let public = NatsUser::public(service.name());
        assert_refused(
            &nats,
            &public,
            &format!("linia.public.v1.{other}.thing.happened"),
        )
        .await;
    }
}

#[tokio::test]
async fn service_cannot_change_streams() {
    let nats = TestNats::start().await;
    create_stream(&nats, "identity").await;
    for user in [
        NatsUser::service("identity"),
        NatsUser::public("identity"),
        NatsUser::public_reader(),
    ] {
        for call in [
            "CREATE.LINIA_MINE",
            "UPDATE.LINIA_IDENTITY",
            "PURGE.LINIA_IDENTITY",
            "DELETE.LINIA_IDENTITY",
        ] {
            assert_refused(&nats, &user, &format!("$JS.API.STREAM.{call}")).await;
        }
        assert_refused(&nats, &user, "$JS.API.STREAM.MSG.DELETE.LINIA_IDENTITY").await;
    }
    let foreign = "$JS.API.CONSUMER.CREATE.LINIA_IDENTITY.reporting";
    assert_refused(&nats, &NatsUser::service("notifications"), foreign).await;
}

#[tokio::test]
async fn service_cannot_listen_to_another() {
    let nats = TestNats::start().await;
    let (client, mut complaints) = connect(&nats, &NatsUser::service("reporting")).await;
    for subject in [
        "_INBOX.identity.>",
        "linia.v1.identity.>",
        "linia.poke.identity",
    ] {
        let _subscription = client.subscribe(subject).await.unwrap();
        client.flush().await.unwrap();
        let complaint = tokio::time::timeout(LIMIT, complaints.recv())
            .await
            .unwrap()
            .unwrap();
        assert!(
            complaint.to_lowercase().contains("permissions violation"),
            "{complaint}"
        );
    }
}

#[tokio::test]
async fn event_goes_from_its_publisher_to_the_durables_of_others() {
    let nats = TestNats::start().await;
    create_stream(&nats, "identity").await;
    let publisher = jetstream::new(nats.connect(&NatsUser::service("identity")).await.unwrap());
    let acknowledged = publisher
        .publish("linia.v1.identity.account.account_created", "{}".into())
        .await
        .unwrap();
    assert_eq!(acknowledged.await.unwrap().sequence, 1);
    let own = publisher.get_stream("LINIA_IDENTITY").await.unwrap();
    assert_eq!(&own.get_raw_message(1).await.unwrap().payload[..], b"{}");
    assert_eq!(own.direct_get(1).await.unwrap().sequence, 1);

    for (user, durable) in [
        ("notifications", "notifications"),
        ("reporting", "reporting_projection"),
        ("chassis", "chassis"),
    ] {
        let context = jetstream::new(nats.connect(&NatsUser::service(user)).await.unwrap());
        let stream = context.get_stream("LINIA_IDENTITY").await.unwrap();
        let config = pull::Config {
            durable_name: Some(durable.to_owned()),
            filter_subject: "linia.v1.identity.account.>".to_owned(),
            ..Default::default()
        };
        let mut consumer = stream
            .get_or_create_consumer(durable, config)
            .await
            .unwrap();
        let mut messages = consumer.messages().await.unwrap();
        let message = tokio::time::timeout(LIMIT, messages.next())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        message.double_ack_with(AckKind::Ack).await.unwrap();
        assert_eq!(consumer.info().await.unwrap().num_ack_pending, 0);
    }
}

#[tokio::test]
async fn outsider_reads_public_events_only() {
    let nats = TestNats::start().await;
    create_stream(&nats, "challenges").await;
    let admin = jetstream::new(nats.connect(&NatsUser::public_admin()).await.unwrap());
    let config = stream::Config {
        name: "LINIA_PUBLIC_CHALLENGES".to_owned(),
        subjects: vec!["linia.public.v1.challenges.>".to_owned()],
        ..Default::default()
    };
    admin.create_stream(config).await.unwrap();
    let publisher = jetstream::new(nats.connect(&NatsUser::public("challenges")).await.unwrap());
    let subject = "linia.public.v1.challenges.challenge.challenge_published";
    publisher
        .publish(subject, "{}".into())
        .await
        .unwrap()
        .await
        .unwrap();

    let reader = jetstream::new(nats.connect(&NatsUser::public_reader()).await.unwrap());
    let stream = reader.get_stream("LINIA_PUBLIC_CHALLENGES").await.unwrap();
    let consumer = stream
        .create_consumer(pull::Config::default())
        .await
        .unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let message = tokio::time::timeout(LIMIT, messages.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(message.subject.as_str(), subject);
    message.ack().await.unwrap();
    assert!(reader.get_stream("LINIA_CHALLENGES").await.is_err());
}
