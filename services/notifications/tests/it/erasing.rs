//! Erasure of what people were told.

use std::sync::Arc;

use linia_chassis::id::{AccountId, ChallengeId, ErasureId, TeamId};
use linia_proto::{
    identity::events::v1::{
        AccountErasureBegun, AccountErasureRequested, AccountErasureSettled, TeamFormed,
        TeamMemberInvited,
    },
    notifications::v1::{
        ExportMyInboxRequest, FollowChallengeRequest, Preferences, UpdateMyPreferencesRequest,
    },
};
use linia_tests::stack::{Mail, SmtpReply, retry::poll_until};
use prost_types::Timestamp;
use tokio::time::timeout;

use crate::{
    service::{LIMIT, Running},
    world::{event, published},
};

const ADDRESS: &str = "lucja@example.org";

struct Going {
    account: AccountId,
    erasure: ErasureId,
}

impl Going {
    fn new() -> Self {
        Self {
            account: AccountId::random(),
            erasure: ErasureId::random(),
        }
    }

    fn requested(&self) -> AccountErasureRequested {
        AccountErasureRequested {
            erasure: self.erasure.to_string(),
            account: self.account.to_string(),
            begin_time: Some(Timestamp {
                seconds: 1_800_000_000,
                nanos: 0,
            }),
        }
    }

    fn begun(&self) -> AccountErasureBegun {
        AccountErasureBegun {
            erasure: self.erasure.to_string(),
            account: self.account.to_string(),
        }
    }

    fn settled(&self) -> AccountErasureSettled {
        AccountErasureSettled {
            erasure: self.erasure.to_string(),
            account: self.account.to_string(),
            kept: true,
            keep_until: Some(Timestamp {
                seconds: 1_900_000_000,
                nanos: 0,
            }),
        }
    }

    fn invited(&self) -> TeamMemberInvited {
        TeamMemberInvited {
            team: TeamId::random().to_string(),
            account: self.account.to_string(),
        }
    }
}

impl Running {
    async fn mail_about(&self, subject: &str) -> Arc<Mail> {
        let about = |mail: &Mail| mail.is_to(ADDRESS) && mail.subject == subject;
        timeout(LIMIT, self.mails.wait_for(about))
            .await
            .expect("the mail comes")
    }

    /// In which tables something of an account stands but random ids in what was
    /// announced.
    async fn tables_with(&self, account: AccountId) -> Vec<&'static str> {
        let mut with = Vec::new();
        for (table, sql) in [
            (
                "notification",
                "SELECT count(*) FROM notification WHERE recipient = $1",
            ),
            (
                "preference",
                "SELECT count(*) FROM preference WHERE account = $1",
            ),
            ("roster", "SELECT count(*) FROM roster WHERE account = $1"),
        ] {
            let count: i64 = sqlx::query_scalar(sql)
                .bind(account.as_uuid())
                .fetch_one(self.world.database.pool())
                .await
                .expect("reads");
            if count > 0 {
                with.push(table);
            }
        }
        with
    }
}

#[tokio::test]
async fn person_is_told_what_stays_before_identity_may_delete_the_address() {
    let running = Running::start().await;
    let going = Going::new();
    let account = going.account;
    running.identity.knows(account, ADDRESS, true);
    let challenge = ChallengeId::new();
    let authority = linia_chassis::id::OrganizationId::new();
    running
        .world
        .handle(&event(1, &published(challenge, authority)))
        .await;
    let follow = FollowChallengeRequest {
        challenge: challenge.to_string(),
    };
    let followed = running.followings(account).follow_challenge(follow).await;
    followed.expect("follows");
    let muted = UpdateMyPreferencesRequest {
        preferences: Some(Preferences {
            muted_topics: vec!["question_asked".into()],
        }),
    };
    let updated = running
        .preferences(account)
        .update_my_preferences(muted)
        .await;
    updated.expect("mutes");
    running.world.handle(&event(2, &going.invited())).await;
    assert_eq!(
        running.tables_with(account).await,
        ["notification", "preference", "roster"]
    );
    let export = ExportMyInboxRequest::default();
    let exported = running.inbox(account).export_my_inbox(export).await;
    let exported = exported.expect("answers").into_inner();
    let counts = exported
        .sections
        .iter()
        .map(|it| (it.name.as_str(), it.records.len()));
    let expected = [("preferences", 1), ("groups", 1), ("notifications", 1)];
    assert_eq!(counts.collect::<Vec<_>>(), expected);

    running.world.handle(&event(3, &going.requested())).await;
    let requested = running
        .mail_about("Twoje dane w Linii zostaną usunięte")
        .await;
    assert!(requested.text.contains("art. 78"), "{}", requested.text);
    running.world.handle(&event(4, &going.begun())).await;
    assert_eq!(running.tables_with(account).await, ["notification"]);
    // Nothing else is told any more, and nobody belongs to anything.
    running.world.handle(&event(5, &going.invited())).await;
    let formed = TeamFormed {
        team: TeamId::random().to_string(),
        founder: account.to_string(),
    };
    running.world.handle(&event(6, &formed)).await;
    let told = running.world.told().await;
    let topics: Vec<_> = told.iter().map(|(_, topic, _)| topic.as_str()).collect();
    assert_eq!(topics, ["erasure_requested"]);
    assert_eq!(running.tables_with(account).await, ["notification"]);

    // While the mail server is away, identity waits.
    running.mails.set_reply(SmtpReply::RefuseForNow);
    running.world.handle(&event(7, &going.settled())).await;
    running.wait_until_postponed().await;
    assert!(running.identity.reports().is_empty());
    running.mails.set_reply(SmtpReply::Accept);
    running
        .advance(std::time::Duration::from_secs(2 * 3600))
        .await;
    let settled = running
        .mail_about("Twoje dane w Linii zostały usunięte")
        .await;
    assert!(settled.text.contains("2030-03-17"), "{}", settled.text);

    let reported = async || (!running.identity.reports().is_empty()).then_some(());
    poll_until(LIMIT, reported).await.expect("is reported");
    let reports = running.identity.reports();
    assert_eq!(reports[0].erasure, going.erasure.to_string());
    assert!(!reports[0].kept && reports[0].keep_until.is_none());
    assert!(running.tables_with(account).await.is_empty());
    let log = running.log();
    assert!(!log.contains(ADDRESS) && !log.contains("Łucja"), "{log}");
}
