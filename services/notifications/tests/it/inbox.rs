//! Inbox and preferences, over gRPC.

use std::collections::BTreeSet;

use linia_chassis::id::{AccountId, NotificationId, TeamId};
use linia_proto::{
    identity::events::v1::TeamMemberInvited,
    notifications::v1::{
        GetMyPreferencesRequest, ListNotificationsRequest, MarkNotificationReadRequest,
        Preferences, UpdateMyPreferencesRequest,
    },
};
use tonic::Code;

use crate::{service::Running, world::event};

#[tokio::test]
async fn inbox_shows_its_owner_everything_once_and_newest_first() {
    let running = Running::start().await;
    let account = AccountId::new();
    for minute in 0..5 {
        for invited in [account, AccountId::new()] {
            let invited = TeamMemberInvited {
                team: TeamId::new().to_string(),
                account: invited.to_string(),
            };
            running.world.handle(&event(minute, &invited)).await;
        }
    }
    let mut inbox = running.inbox(account);
    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListNotificationsRequest {
            page_size: 2,
            page_token,
        };
        let page = inbox
            .list_notifications(request)
            .await
            .expect("answers")
            .into_inner();
        seen.extend(page.notifications);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let names: BTreeSet<&str> = seen.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((seen.len(), names.len()), (5, 5));
    let times = seen.iter().filter_map(|it| it.create_time);
    let times: Vec<_> = times.map(|it| (it.seconds, it.nanos)).collect();
    assert!(
        times.is_sorted_by(|newer, older| newer >= older),
        "{times:?}"
    );
    assert!(seen.iter().all(|it| it.topic == "team_invitation"));

    let mark = |name: &str| MarkNotificationReadRequest { name: name.into() };
    let name = &seen[0].name;
    let first = inbox
        .mark_notification_read(mark(name))
        .await
        .expect("marks")
        .into_inner();
    let again = inbox
        .mark_notification_read(mark(name))
        .await
        .expect("marks")
        .into_inner();
    assert!(first.read_time.is_some());
    assert_eq!(first.read_time, again.read_time, "the first time counts");

    let mut stranger = running.inbox(AccountId::new());
    let refused = |status: Result<_, tonic::Status>| {
        status
            .map(|_: tonic::Response<_>| ())
            .map_err(|it| it.code())
    };
    let foreign = refused(stranger.mark_notification_read(mark(name)).await);
    assert_eq!(foreign, Err(Code::NotFound));
    let unknown = NotificationId::new().to_string();
    let unknown = refused(inbox.mark_notification_read(mark(&unknown)).await);
    assert_eq!(unknown, Err(Code::NotFound));
    let malformed = refused(inbox.mark_notification_read(mark("notifications/1")).await);
    assert_eq!(malformed, Err(Code::InvalidArgument));
}

#[tokio::test]
async fn preferences_are_replaced_whole_or_not_at_all() {
    let running = Running::start().await;
    let mut preferences = running.preferences(AccountId::new());
    let update = |topics: &[&str]| UpdateMyPreferencesRequest {
        preferences: Some(Preferences {
            muted_topics: topics.iter().map(|it| (*it).to_owned()).collect(),
        }),
    };
    for topics in [&["question_asked", "entry_opened"][..], &["question_asked"]] {
        let saved = preferences.update_my_preferences(update(topics)).await;
        assert_eq!(saved.expect("saves").into_inner().muted_topics, topics);
    }
    let refused = preferences
        .update_my_preferences(update(&["entry_opened", "entry_not_advanced", "spam"]))
        .await
        .expect_err("a mandatory topic and none");
    assert_eq!(refused.code(), Code::InvalidArgument);
    let kept = preferences
        .get_my_preferences(GetMyPreferencesRequest {})
        .await;
    assert_eq!(
        kept.expect("answers").into_inner().muted_topics,
        ["question_asked"]
    );
}
