//! Every public method with a well-formed request that names what does not exist, and what three
//! callers without any role are told.

mod assignments;
mod files;
mod finding;
mod identity;
mod programmes;

use serde_json::{Value, json};
use tonic::Code;

use super::stand::unknown;
use super::table::{Refusal, invalid, not_found, not_permitted, sign_in_required};

/// A method, a request, and what each caller is told.
pub(super) struct Entry {
    pub(super) rpc: &'static str,
    pub(super) body: Value,
    /// A call without a token.
    pub(super) nobody: Told,
    /// A person who belongs to nothing.
    pub(super) person: Told,
    /// The service reporting.
    pub(super) service: Told,
}

/// What a caller is told.
#[derive(Clone)]
pub(super) enum Told {
    /// What was asked for.
    Answer,
    /// That it is refused.
    Refusal(Refusal),
    /// Would do what the call says; so it is not called.
    Done,
}

fn entry(rpc: &'static str, body: Value, told: [Told; 3]) -> Entry {
    let [nobody, person, service] = told;
    Entry {
        rpc,
        body,
        nobody,
        person,
        service,
    }
}

fn all(told: Refusal) -> [Told; 3] {
    [told.clone(), told.clone(), told].map(Told::Refusal)
}

fn denied() -> Told {
    Told::Refusal(not_permitted())
}

fn missing() -> Told {
    Told::Refusal(not_found())
}

fn stop() -> Told {
    Told::Refusal(sign_in_required())
}

fn refused(code: Code, reason: &str) -> Refusal {
    Refusal::new(code, reason)
}

/// Every public method.
pub(super) fn catalogue() -> Vec<Entry> {
    [
        identity::accounts(),
        identity::organizations(),
        identity::identity_to_services(),
        challenges(),
        finding::finding(),
        appeals(),
        programmes::programmes(),
        entries(),
        files::files(),
        juries(),
        assignments::entries(),
        notifications_and_reporting(),
        administration(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn challenges() -> Vec<Entry> {
    let name = json!({"name": unknown("challenges")});
    let reason = json!({"name": unknown("challenges"), "reason": "Bez powodu."});
    let remarks = json!({"name": unknown("challenges"), "remarks": "Bez uwag."});
    let question = json!({"challenge": unknown("challenges"), "text": "Czy?"});
    let extension = json!({
        "stage": unknown("stages"),
        "closeTime": "2190-01-01T00:00:00Z",
        "reason": "Bez powodu.",
    });
    let release = json!({
        "stage": unknown("stages"),
        "purpose": "KEY_PURPOSE_SEALING",
        "recordSha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    });
    let nothing = || [missing(), missing(), missing()];
    let people = || [stop(), missing(), denied()];
    let closed = || [stop(), denied(), denied()];
    vec![
        entry(
            "ChallengeService/CreateChallenge",
            json!({"challenge": {"authority": unknown("organizations")}}),
            closed(),
        ),
        entry("ChallengeService/GetChallenge", name.clone(), nothing()),
        entry(
            "ChallengeService/ListChallenges",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry(
            "ChallengeService/UpdateChallenge",
            json!({ "challenge": name }),
            people(),
        ),
        entry("ChallengeService/RequestReview", name.clone(), people()),
        entry("ChallengeService/RequestChanges", remarks.clone(), people()),
        entry("ChallengeService/AcceptReview", name.clone(), people()),
        entry(
            "ChallengeService/ListRemarks",
            json!({"challenge": unknown("challenges")}),
            nothing(),
        ),
        entry(
            "ChallengeService/ListActs",
            json!({"challenge": unknown("challenges")}),
            nothing(),
        ),
        entry("ChallengeService/RequestApproval", name.clone(), people()),
        entry(
            "ChallengeService/SchedulePublication",
            json!({"name": unknown("challenges"), "publishTime": "2190-01-01T00:00:00Z"}),
            people(),
        ),
        entry(
            "ChallengeService/UnschedulePublication",
            name.clone(),
            people(),
        ),
        entry("ChallengeService/ApproveChallenge", name.clone(), people()),
        entry("ChallengeService/ReturnChallenge", remarks, people()),
        entry("ChallengeService/PublishChallenge", name.clone(), people()),
        entry("ChallengeService/ExtendStage", extension, people()),
        entry("ChallengeService/CancelChallenge", reason.clone(), people()),
        entry("ChallengeService/ApproveResult", name.clone(), people()),
        entry("ChallengeService/AnnulResult", reason, people()),
        entry("ChallengeService/AwardPrizes", name, people()),
        entry(
            "AdmissionService/ApplyForAdmission",
            json!({"challenge": unknown("challenges"), "entrant": unknown("accounts"), "text": "My."}),
            people(),
        ),
        entry(
            "AdmissionService/DecideApplication",
            json!({"challenge": unknown("challenges"), "entrant": unknown("accounts"), "decision": "APPLICATION_DECISION_ADMIT", "reason": "Tak."}),
            people(),
        ),
        entry(
            "AdmissionService/InviteEntrant",
            json!({"challenge": unknown("challenges"), "entrant": unknown("accounts")}),
            people(),
        ),
        entry(
            "AdmissionService/CarryWinners",
            json!({"from": unknown("challenges"), "into": unknown("challenges")}),
            people(),
        ),
        entry(
            "AdmissionService/ListAdmissions",
            json!({"challenge": unknown("challenges")}),
            nothing(),
        ),
        entry(
            "ExtensionService/GrantExtension",
            json!({
                "stage": unknown("stages"), "entrant": unknown("accounts"),
                "closeTime": "2026-12-31T11:00:00Z", "reason": "Awaria.",
            }),
            people(),
        ),
        entry(
            "ExtensionService/ListExtensions",
            json!({"challenge": unknown("challenges")}),
            nothing(),
        ),
        entry("QuestionService/AskQuestion", question, people()),
        entry(
            "QuestionService/AnswerQuestion",
            json!({"name": unknown("questions"), "answer": "Tak."}),
            people(),
        ),
        entry(
            "QuestionService/ListQuestions",
            json!({"challenge": unknown("challenges")}),
            nothing(),
        ),
        entry(
            "StageKeyService/GetStage",
            json!({"stage": unknown("stages")}),
            closed(),
        ),
        entry(
            "StageKeyService/GetStageSecret",
            json!({"stage": unknown("stages")}),
            closed(),
        ),
        entry(
            "StageKeyService/ApproveOpening",
            json!({"stage": unknown("stages")}),
            people(),
        ),
        entry("StageKeyService/ReleaseStageKeyShare", release, closed()),
    ]
}

fn appeals() -> Vec<Entry> {
    let challenge = json!({"challenge": unknown("challenges")});
    let mut appeal = challenge.clone();
    appeal["reference"] = json!("KIO 1/26");
    let decision = json!({
        "name": unknown("appeals"), "decision": "APPEAL_DECISION_DISMISSED", "reason": "Nie.",
    });
    let prize = json!({"challenge": unknown("challenges"), "work": unknown("works")});
    let mut fallen = prize.clone();
    fallen["reason"] = json!("Rezygnacja.");
    let people = || [stop(), missing(), denied()];
    vec![
        entry("RunnerUpService/CallRunnerUp", fallen, people()),
        entry("RunnerUpService/AwardRunnerUp", prize, people()),
        entry("AppealService/RecordAppeal", appeal, people()),
        entry("AppealService/DecideAppeal", decision, people()),
        entry(
            "AppealService/ListAppeals",
            challenge,
            [missing(), missing(), missing()],
        ),
    ]
}

fn entries() -> Vec<Entry> {
    let draft = json!({"stage": unknown("stages"), "entrant": unknown("accounts")});
    let mut work = draft.clone();
    work["content"] = json!({"title": "Światło", "text": "Świeci."});
    let mut confirmed = draft.clone();
    confirmed["contentSha256"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let closed = || [stop(), denied(), denied()];
    vec![
        entry("EntryService/SaveDraft", json!({ "draft": work }), closed()),
        entry(
            "EntryService/GetDraft",
            draft.clone(),
            [stop(), missing(), denied()],
        ),
        entry("EntryService/SubmitEntry", work, closed()),
        entry("EntryService/WithdrawEntry", draft.clone(), closed()),
        entry(
            "EntryService/ConfirmCoAuthorship",
            confirmed,
            [stop(), missing(), denied()],
        ),
        entry(
            "EntryService/WithdrawCoAuthorship",
            draft,
            [stop(), missing(), denied()],
        ),
        entry(
            "EntryService/ListMyEntries",
            json!({}),
            [stop(), Told::Answer, denied()],
        ),
        entry(
            "EntryService/ExportMyEntries",
            json!({}),
            [stop(), Told::Answer, denied()],
        ),
    ]
}

fn juries() -> Vec<Entry> {
    let stage = json!({"stage": unknown("stages")});
    let challenge = json!({"challenge": unknown("challenges")});
    let appointment = json!({"challenge": unknown("challenges"), "account": unknown("accounts")});
    let recusal = json!({"challenge": unknown("challenges"), "reason": "Bez powodu."});
    let mut dismissal = appointment.clone();
    dismissal["reason"] = json!("Nieobecność.");
    let judgement = json!({"stage": unknown("stages"), "reasons": "Bez powodu."});
    let mut correction = judgement.clone();
    correction["reason"] = json!("Pomyłka.");
    let people = || [stop(), missing(), denied()];
    vec![
        entry("JuryService/AppointJuror", appointment, people()),
        entry("JuryService/ListJurors", challenge, people()),
        entry("JuryService/ListEntrants", stage.clone(), people()),
        entry("JuryService/DeclareImpartiality", stage.clone(), people()),
        entry("JuryService/RecuseJuror", recusal, people()),
        entry("JuryService/DismissJuror", dismissal, people()),
        entry("OpeningService/GetOpening", stage.clone(), people()),
        entry("ReviewService/ListWorks", stage.clone(), people()),
        entry(
            "ReviewService/SaveReview",
            json!({"review": {"work": unknown("works")}}),
            people(),
        ),
        entry("ReviewService/ListMyReviews", stage.clone(), people()),
        entry("ReviewService/JudgeStage", judgement, people()),
        entry("ReviewService/CorrectProtocol", correction, people()),
        entry("ReviewService/ListProtocols", stage.clone(), people()),
        entry("ReviewService/GetProtocol", stage, people()),
    ]
}

fn notifications_and_reporting() -> Vec<Entry> {
    let challenge = json!({"challenge": unknown("challenges")});
    let muted = json!({"preferences": {"mutedTopics": ["everything"]}});
    let unknown_topic = Told::Refusal(invalid(&["preferences.muted_topics[0]"]));
    let own = || [stop(), Told::Answer, denied()];
    vec![
        entry("InboxService/ListNotifications", json!({}), own()),
        entry("InboxService/ExportMyInbox", json!({}), own()),
        entry(
            "InboxService/MarkNotificationRead",
            json!({"name": unknown("notifications")}),
            [stop(), missing(), denied()],
        ),
        entry(
            "FollowingService/FollowChallenge",
            challenge.clone(),
            [stop(), missing(), denied()],
        ),
        entry(
            "FollowingService/UnfollowChallenge",
            challenge.clone(),
            own(),
        ),
        entry("FollowingService/ListFollowings", json!({}), own()),
        entry("PreferenceService/GetMyPreferences", json!({}), own()),
        entry(
            "PreferenceService/UpdateMyPreferences",
            muted,
            [stop(), unknown_topic, denied()],
        ),
        entry(
            "ReportService/GetChallengeReport",
            challenge.clone(),
            all(not_found()),
        ),
        entry(
            "ReportService/GetPlatformReport",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
        entry(
            "ReportService/ListChallengeLedger",
            challenge.clone(),
            [stop(), missing(), denied()],
        ),
        entry(
            "OpenDataService/GetReleasePackage",
            challenge,
            all(not_found()),
        ),
        entry(
            "OpenDataService/ListReleases",
            json!({}),
            [Told::Answer, Told::Answer, Told::Answer],
        ),
    ]
}

fn administration() -> Vec<Entry> {
    let closed = || [stop(), denied(), denied()];
    let redrive = json!({"consumer": "nobody", "aggregateId": "none"});
    let on = |list, redrive_rpc| {
        [
            entry(list, json!({}), closed()),
            entry(redrive_rpc, redrive.clone(), closed()),
        ]
    };
    [
        on(
            "EventAdminService/ListDeadLetters@identity",
            "EventAdminService/RedriveDeadLetters@identity",
        ),
        on(
            "EventAdminService/ListDeadLetters@challenges",
            "EventAdminService/RedriveDeadLetters@challenges",
        ),
        on(
            "EventAdminService/ListDeadLetters@submissions",
            "EventAdminService/RedriveDeadLetters@submissions",
        ),
        on(
            "EventAdminService/ListDeadLetters@notifications",
            "EventAdminService/RedriveDeadLetters@notifications",
        ),
        on(
            "EventAdminService/ListDeadLetters@reporting",
            "EventAdminService/RedriveDeadLetters@reporting",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
