//! Followers hear of a contest, each thing once, until they want no more.

use linia_chassis::id::{AccountId, ChallengeId, OrganizationId, QuestionId};
use linia_proto::{
    challenges::events::v1::{
        ChallengeAmended, PrizesAwarded, QuestionAnswered, QuestionMerged, ResultApproved,
        StageExtended,
    },
    notifications::v1::{FollowChallengeRequest, ListFollowingsRequest, UnfollowChallengeRequest},
};
use prost_types::Timestamp;
use tonic::Code;

use crate::{
    service::Running,
    world::{event, published},
};

/// Long after the tests run: followers hear only of what happens later.
const LATER: i64 = 10_000_000;

fn follow(challenge: ChallengeId) -> FollowChallengeRequest {
    FollowChallengeRequest {
        challenge: challenge.to_string(),
    }
}

impl Running {
    /// All that happens to a contest from which its followers hear something,
    /// and one thing that is only for whoever asked.
    async fn run_contest(&self, challenge: ChallengeId, asker: AccountId) {
        let (name, authority) = (challenge.to_string(), OrganizationId::new().to_string());
        let time = Some(Timestamp {
            seconds: 1_795_000_000,
            nanos: 0,
        });
        let stage = linia_chassis::id::StageId::new().to_string();
        let (question, other) = (QuestionId::new().to_string(), QuestionId::new().to_string());
        let world = &self.world;
        let amended = ChallengeAmended {
            challenge: name.clone(),
            authority: authority.clone(),
            number: 1,
            reason: "Jaśniej".into(),
            ..ChallengeAmended::default()
        };
        world.handle(&event(LATER, &amended)).await;
        let extended = StageExtended {
            challenge: name.clone(),
            authority: authority.clone(),
            stage,
            ordinal: 2,
            close_time: time,
            previous_close_time: time,
            reason: "Powódź".into(),
        };
        world.handle(&event(LATER, &extended)).await;
        let answered = QuestionAnswered {
            question: question.clone(),
            challenge: name.clone(),
            authority: authority.clone(),
            asker: asker.to_string(),
            askers: vec![asker.to_string()],
        };
        world.handle(&event(LATER, &answered)).await;
        let merged = QuestionMerged {
            question: other,
            challenge: name.clone(),
            authority: authority.clone(),
            into: question,
            asker: asker.to_string(),
        };
        world.handle(&event(LATER, &merged)).await;
        let approved = ResultApproved {
            challenge: name.clone(),
            authority: authority.clone(),
            ..ResultApproved::default()
        };
        world.handle(&event(LATER, &approved)).await;
        let awarded = PrizesAwarded {
            challenge: name,
            authority,
            laureates: Vec::new(),
        };
        world.handle(&event(LATER, &awarded)).await;
    }

    async fn topics_of(&self, account: AccountId) -> Vec<String> {
        let told = self.world.told().await.into_iter();
        let mine = told.filter(|(who, _, _)| *who == account);
        mine.map(|(_, topic, _)| topic).collect()
    }
}

#[tokio::test]
async fn follower_hears_of_each_thing_once_even_if_they_asked() {
    let running = Running::start().await;
    let challenge = ChallengeId::new();
    let begins = published(challenge, OrganizationId::new());
    running.world.handle(&event(0, &begins)).await;
    let (follower, asker, former) = (AccountId::new(), AccountId::new(), AccountId::new());
    for account in [follower, asker, former] {
        let mut followings = running.followings(account);
        let first = followings.follow_challenge(follow(challenge)).await;
        let again = followings.follow_challenge(follow(challenge)).await;
        let (first, again) = (first.expect("follows"), again.expect("is harmless"));
        assert_eq!(first.into_inner(), again.into_inner());
    }
    let request = UnfollowChallengeRequest {
        challenge: challenge.to_string(),
    };
    for _ in 0..2 {
        let mut followings = running.followings(former);
        let unfollowed = followings.unfollow_challenge(request.clone()).await;
        unfollowed.expect("is harmless");
    }
    running.run_contest(challenge, asker).await;
    let heard = [
        "challenge_amended",
        "prizes_awarded",
        "question_answered",
        "result_approved",
        "stage_extended",
    ];
    assert_eq!(running.topics_of(follower).await, heard);
    let mut asked = heard.to_vec();
    asked.insert(3, "question_merged");
    assert_eq!(running.topics_of(asker).await, asked);
    assert_eq!(running.topics_of(former).await, [] as [&str; 0]);
}

#[tokio::test]
async fn everybody_lists_what_they_follow_and_follows_what_is_published() {
    let running = Running::start().await;
    let account = AccountId::new();
    let mut followings = running.followings(account);
    let mut expected = Vec::new();
    for _ in 0..3 {
        let challenge = ChallengeId::new();
        let begins = published(challenge, OrganizationId::new());
        running.world.handle(&event(0, &begins)).await;
        let followed = followings.follow_challenge(follow(challenge)).await;
        followed.expect("is published");
        expected.insert(0, challenge.to_string());
    }
    let unknown = followings
        .follow_challenge(follow(ChallengeId::new()))
        .await;
    assert_eq!(
        unknown.expect_err("is not published").code(),
        Code::NotFound
    );
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListFollowingsRequest {
            page_size: 2,
            page_token,
        };
        let page = followings.list_followings(request).await;
        let page = page.expect("answers").into_inner();
        seen.extend(page.followings.into_iter().map(|it| it.challenge));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, expected);
    let mut stranger = running.followings(AccountId::new());
    let listed = stranger.list_followings(ListFollowingsRequest::default());
    let stranger = listed.await.expect("answers").into_inner();
    assert_eq!(stranger.followings, []);
}
