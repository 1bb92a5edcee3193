//! Mails, on a real mail server.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use linia_chassis::id::{AccountId, TeamId};
use linia_proto::{
    identity::events::v1::{AccountRegistered, TeamMemberInvited},
    notifications::v1::{ListNotificationsRequest, MailState, Notification},
};
use linia_tests::stack::{Mail, SmtpReply, retry::poll_until};
use tokio::time::timeout;

use crate::{
    service::{LIMIT, Running},
    world::event,
};

const ADDRESS: &str = "lucja@example.org";

impl Running {
    async fn invite(&self, account: AccountId) {
        let invited = TeamMemberInvited {
            team: TeamId::new().to_string(),
            account: account.to_string(),
        };
        self.world.handle(&event(1, &invited)).await;
    }

    async fn mail(&self) -> Arc<Mail> {
        timeout(LIMIT, self.mails.wait_for(|mail| mail.is_to(ADDRESS)))
            .await
            .expect("the mail comes")
    }

    /// Waits until the person's only notification's mail is in this state.
    async fn wait_for_state(&self, account: AccountId, state: MailState) -> Notification {
        let in_state = async || {
            let mut inbox = self.inbox(account);
            let page = inbox
                .list_notifications(ListNotificationsRequest::default())
                .await
                .expect("answers")
                .into_inner();
            page.notifications
                .into_iter()
                .find(|it| it.mail_state() == state)
        };
        poll_until(LIMIT, in_state).await.expect("the state comes")
    }
}

#[tokio::test]
async fn verification_mail_carries_a_token_in_the_readers_language() {
    let running = Running::start().await;
    let account = AccountId::new();
    running.identity.knows(account, ADDRESS, false);
    let registered = AccountRegistered {
        account: account.to_string(),
    };
    running.world.handle(&event(1, &registered)).await;

    let mail = running.mail().await;
    assert_eq!(mail.subject, "Potwierdź swój adres e-mail w Linii");
    let link = "https://linia.example/verify?token=a-token-that-is-secret";
    assert!(mail.text.contains(link), "{}", mail.text);
    // Whoever signed up wrote the name, and need not be who gets the mail.
    assert!(!mail.text.contains("Łucja Nowak"), "{}", mail.text);
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));

    let told = running.wait_for_state(account, MailState::Sent).await;
    let (_, id) = told.name.split_once('/').expect("a resource name");
    let message_id = format!("{id}@linia.example");
    assert_eq!(mail.message_id.as_deref(), Some(message_id.as_str()));

    let log = running.log();
    for secret in [ADDRESS, "Łucja", "a-token-that-is-secret"] {
        assert!(!log.contains(secret), "the log tells {secret}");
    }
}

#[tokio::test]
async fn refusal_for_now_is_tried_again_and_for_good_is_kept_visible() {
    let running = Running::start().await;
    let account = AccountId::new();
    running.identity.knows(account, ADDRESS, true);
    running.mails.set_reply(SmtpReply::RefuseForNow);
    running.invite(account).await;
    running.wait_for_attempts(1).await;
    // What was put off is not late: it is not due.
    running.wait_until_postponed().await;
    running.advance(Duration::from_secs(60)).await;
    running.wait_for_attempts(2).await;
    running.mails.set_reply(SmtpReply::Accept);
    running.wait_until_postponed().await;
    running.advance(Duration::from_secs(2 * 3600)).await;
    running.mail().await;
    running.wait_for_state(account, MailState::Sent).await;

    let other = AccountId::new();
    running.identity.knows(other, "nobody@example.org", true);
    running.mails.set_reply(SmtpReply::RefuseForGood);
    running.invite(other).await;
    running.wait_for_state(other, MailState::Refused).await;
    assert!(running.mails.mails_to("nobody@example.org").is_empty());
}

/// RFC 5321, 4.5.4.1.
#[tokio::test]
async fn mail_that_is_put_off_for_five_days_is_given_up_and_said_to_be_refused() {
    let running = Running::start().await;
    let account = AccountId::new();
    running.identity.knows(account, ADDRESS, true);
    running.mails.set_reply(SmtpReply::RefuseForNow);
    running.invite(account).await;
    running.wait_for_attempts(1).await;
    running.wait_until_postponed().await;
    running.advance(Duration::from_secs(5 * 24 * 3600)).await;
    running.wait_for_state(account, MailState::Refused).await;
    let log = running.log();
    assert!(log.contains("mail is refused"), "{log}");
    assert!(!log.contains(ADDRESS), "{log}");
    assert!(running.mails.mails().is_empty());
}

#[tokio::test]
async fn mail_whose_answer_was_lost_comes_again_as_the_same_mail() {
    let running = Running::start().await;
    let account = AccountId::new();
    running.identity.knows(account, ADDRESS, true);
    running.mails.set_reply(SmtpReply::KeepAndHangUp);
    running.invite(account).await;
    timeout(LIMIT, running.mails.wait_until(|mails| mails.len() >= 2))
        .await
        .expect("the mail comes again");
    running.mails.set_reply(SmtpReply::Accept);
    running.wait_for_state(account, MailState::Sent).await;

    let mails = running.mails.mails_to(ADDRESS);
    assert!(mails.len() >= 3, "{}", mails.len());
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail.message_id.clone()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[tokio::test]
async fn nobody_writes_to_an_address_that_was_not_verified() {
    let running = Running::start().await;
    let account = AccountId::new();
    running.identity.knows(account, ADDRESS, false);
    running.invite(account).await;
    running.wait_until_postponed().await;
    assert!(running.mails.mails().is_empty());

    running.identity.knows(account, ADDRESS, true);
    running.advance(Duration::from_secs(3601)).await;
    running.mail().await;
}

impl Running {
    pub(crate) async fn advance(&self, duration: Duration) {
        let clock = self.world.files.clock();
        clock.advance(duration).await.expect("moves");
    }

    pub(crate) async fn wait_for_attempts(&self, count: i32) {
        let tried = async || {
            let attempts: Option<i32> =
                sqlx::query_scalar("SELECT max(attempts) FROM mail_delivery")
                    .fetch_one(self.world.database.pool())
                    .await
                    .expect("reads");
            (attempts >= Some(count)).then_some(())
        };
        poll_until(LIMIT, tried).await.expect("is tried again");
    }

    pub(crate) async fn wait_until_postponed(&self) {
        let postponed = async || {
            let later: bool = sqlx::query_scalar(
                "SELECT bool_and(due_time > linia_now() AND lease IS NULL) FROM due_work",
            )
            .fetch_one(self.world.database.pool())
            .await
            .expect("reads");
            later.then_some(())
        };
        poll_until(LIMIT, postponed).await.expect("is put off");
    }
}
