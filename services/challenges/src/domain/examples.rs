//! A challenge for tests, in every state: street lighting in two stages.

use linia_chassis::{
    id::{AccountId, ChallengeId, EntrantName, OrganizationId, StageId, WorkId},
    standing::Eligibility,
};
use time::{Duration, OffsetDateTime, macros::datetime};

use super::{
    admission::AdmissionMode,
    challenge::Challenge,
    content::{Content, Criterion, LocalizedText, Money, Prize, PrizeKind, StageContent},
    hand_in::{AttachmentRules, HandIn, HandInField},
    opening::{OpeningApproval, OpeningApprovals},
    rules::{OpeningMode, RankingMethod, StageRules},
    state::{Laureate, PublishedStage, Sha256, State, StateKind},
};

/// When everything in the examples happens, unless a test lets time pass.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-03-02 09:00 UTC);

/// The hash of the protocols of both stages.
pub(crate) const PROTOCOL: Sha256 = [7; 32];

/// A text in one language.
pub(crate) fn text(language_code: &str, text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        language_code: language_code.to_owned(),
        text: text.to_owned(),
    }]
}

/// Content without defects at [`NOW`].
pub(crate) fn content() -> Content {
    let mut titles = text("pl", "Inteligentne oświetlenie");
    titles.extend(text("en", "Intelligent lighting"));
    Content {
        source_language: "pl".into(),
        titles,
        descriptions: text(
            "pl",
            "Potrzebujemy oświetlenia, które reaguje na ruch i pogodę.",
        ),
        cpv_codes: vec!["34993000".into()],
        anonymous: true,
        time_zone: "Europe/Warsaw".into(),
        stages: vec![
            StageContent {
                finalist_reimbursement: Some(zloty(25_000)),
                hand_in: hand_in(),
                rules: rules(),
                ..stage(
                    "Opracowania",
                    1,
                    [("cost", 6_000), ("light", 4_000)].as_slice(),
                    5,
                )
            },
            StageContent {
                rules: StageRules {
                    tie_break_criteria: vec!["prototype".into()],
                    ..StageRules::default()
                },
                ..stage("Prototypy", 60, [("prototype", 10_000)].as_slice(), 0)
            },
        ],
        prizes: vec![
            Prize {
                rank: 1,
                kind: Some(PrizeKind::Money),
                money: Some(zloty(25_000)),
            },
            Prize {
                rank: 2,
                kind: Some(PrizeKind::ContractInvitation),
                money: None,
            },
        ],
        required_qualifications: text("pl", "Uprawnienia budowlane"),
        runner_up_allowed: true,
        admission: AdmissionMode::Open,
        application_deadline: None,
        eligibility: Eligibility::default(),
    }
}

/// A field and a file.
fn hand_in() -> HandIn {
    HandIn {
        fields: vec![HandInField {
            key: "plan".into(),
            labels: text("pl", "Harmonogram"),
            required: true,
            max_length: 5_000,
        }],
        attachments: Some(AttachmentRules {
            media_types: vec!["application/pdf".into()],
            max_count: 3,
            max_octets: 10_000_000,
            max_total_octets: 20_000_000,
        }),
    }
}

/// What the first stage says about files.
pub(crate) fn attachments(content: &mut Content) -> &mut AttachmentRules {
    let rules = content.stages[0].hand_in.attachments.as_mut();
    rules.expect("takes files")
}

fn rules() -> StageRules {
    StageRules {
        ranking_method: RankingMethod::TrimmedMean,
        tie_break_criteria: Vec::new(),
        reviews_per_work: 3,
        max_works_per_juror: 40,
        opening_mode: OpeningMode::TwoPerson,
        cure_period_days: 7,
        question_lead_days: 0,
    }
}

fn stage(
    title: &str,
    opens_in_days: i64,
    criteria: &[(&str, i32)],
    finalist_count: i32,
) -> StageContent {
    let criterion = |(key, weight_basis_points): &(&str, i32)| Criterion {
        key: (*key).to_owned(),
        titles: text("pl", "Kryterium"),
        descriptions: text("pl", "Opis"),
        weight_basis_points: *weight_basis_points,
        max_points: 100,
    };
    let open_time = NOW + Duration::days(opens_in_days);
    StageContent {
        titles: text("pl", title),
        open_time: Some(open_time),
        close_time: Some(open_time + Duration::days(30)),
        criteria: criteria.iter().map(criterion).collect(),
        finalist_count,
        ..StageContent::default()
    }
}

fn zloty(amount: i64) -> Money {
    Money {
        currency_code: "PLN".into(),
        amount_minor: amount * 100,
    }
}

/// A challenge whose ids are always the same: for snapshots.
pub(crate) fn with_fixed_ids(mut challenge: Challenge) -> Challenge {
    let id = |number| uuid::Uuid::from_u128(number);
    challenge.id = id(1).into();
    challenge.authority = id(2).into();
    if let State::Published(publication) = &mut challenge.state {
        for (stage, number) in publication.stages.iter_mut().zip(3..) {
            stage.id = id(number).into();
        }
    }
    challenge
}

/// Stage identities, one for each stage of [`content`].
pub(crate) fn published_stages() -> Vec<PublishedStage> {
    let stage = || PublishedStage {
        id: StageId::new(),
        sealing_recipient: "age1sealing".into(),
        unmasking_recipient: "age1unmasking".into(),
        has_secret: true,
        protocol_sha256: None,
    };
    vec![stage(), stage()]
}

pub(crate) fn draft() -> Challenge {
    Challenge::draft(ChallengeId::new(), OrganizationId::new(), content(), NOW).0
}

pub(crate) fn in_review() -> Challenge {
    draft().request_review(NOW).expect("has no defects").0
}

pub(crate) fn pending() -> Challenge {
    draft().request_approval(NOW).expect("has no defects").0
}

pub(crate) fn approved() -> Challenge {
    pending().approve(NOW).expect("is pending").0
}

pub(crate) fn published() -> Challenge {
    approved()
        .publish(published_stages(), NOW)
        .expect("is approved")
        .0
}

/// The challenge once the protocol of its first stage has arrived.
pub(crate) fn first_judged(challenge: Challenge) -> Challenge {
    let publication = challenge.state.publication().expect("is published");
    let first = publication.stages[0].id;
    let received = challenge.receive_protocol(first, PROTOCOL, Vec::new(), NOW);
    received.expect("runs").0
}

/// Somebody of the authority and somebody else have asked for an opening.
pub(crate) fn approved_by_two() -> OpeningApprovals {
    let approval = |of_authority| OpeningApproval {
        person: AccountId::new(),
        of_authority,
    };
    [true, false].into_iter().map(approval).collect()
}

/// The id of the last stage.
pub(crate) fn last_stage(challenge: &Challenge) -> StageId {
    let publication = challenge.state.publication().expect("is published");
    publication.stages.last().expect("has stages").id
}

/// Two winning works.
pub(crate) fn selected() -> Vec<Laureate> {
    [2, 1]
        .map(|rank| Laureate {
            rank,
            work: WorkId::random(),
            entrant: None,
        })
        .to_vec()
}

pub(crate) fn judged() -> Challenge {
    let challenge = published();
    let stage = last_stage(&challenge);
    let judged = challenge.receive_protocol(stage, PROTOCOL, selected(), NOW);
    judged.expect("is published").0
}

pub(crate) fn approved_result() -> Challenge {
    judged().approve_result(NOW).expect("is judged").0
}

/// Who is behind each winning work.
pub(crate) fn revealed(challenge: &Challenge) -> Vec<(WorkId, EntrantName)> {
    let proposal = challenge.state.proposal().expect("is judged");
    let entrant = || EntrantName::Account(AccountId::new());
    proposal
        .laureates
        .iter()
        .map(|l| (l.work, entrant()))
        .collect()
}

pub(crate) fn revealed_result() -> Challenge {
    let challenge = approved_result();
    let revealed = revealed(&challenge);
    challenge
        .reveal_laureates(&revealed, NOW)
        .expect("is approved")
        .0
}

pub(crate) fn annulled() -> Challenge {
    judged()
        .annul_result("no money".into(), NOW)
        .expect("is judged")
        .0
}

/// A moment after the term of the award.
pub(crate) const AFTER_TERM: OffsetDateTime = datetime!(2026-04-02 09:00 UTC);

pub(crate) fn awarded() -> Challenge {
    revealed_result()
        .award_prizes(AFTER_TERM)
        .expect("is revealed")
        .0
}

pub(crate) fn cancelled() -> Challenge {
    published()
        .cancel("no money".into(), NOW)
        .expect("is published")
        .0
}

/// A challenge in the given state.
pub(crate) fn in_state(kind: StateKind) -> Challenge {
    match kind {
        StateKind::Draft => draft(),
        StateKind::InReview => in_review(),
        StateKind::PendingApproval => pending(),
        StateKind::Approved => approved(),
        StateKind::Published => published(),
        StateKind::Judged => judged(),
        StateKind::ResultApproved => revealed_result(),
        StateKind::ResultAnnulled => annulled(),
        StateKind::Awarded => awarded(),
        StateKind::Cancelled => cancelled(),
    }
}
