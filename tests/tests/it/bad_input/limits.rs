//! How often one caller may do what others bear: each method falls under the limit of its kind.

use linia_tests::stack::{Options, Service};
use linia_tests::story::Clients;
use serde_json::json;
use tonic::Code;

use super::stand::Stand;
use super::table::{Refusal, Table};

/// How often at once a person may do what the tables below name.
const BURST: u32 = 2;
/// How often at once accounts may be made from one address: more than make theirs here.
const SIGN_UPS: u32 = 40;
/// How often a password may be tried for one address.
const ATTEMPTS: u32 = 3;

/// What others are told of, and versions of works. Everybody begins anew in each.
const LIMITED: [&str; 9] = [
    "OrganizationService/CreateOrganization",
    "TeamService/CreateTeam",
    "TeamService/InviteTeamMember",
    "QuestionService/AskQuestion",
    "EntryService/SaveDraft",
    "EntryService/SubmitEntry",
    "EntryService/WithdrawEntry",
    "EntryService/ConfirmCoAuthorship",
    "EntryService/WithdrawCoAuthorship",
];
/// A change that nobody else bears, and reading.
const NOT_SO: [&str; 3] = [
    "TeamService/AcceptTeamInvitation",
    "OrganizationService/GetOrganization",
    "EntryService/ListMyEntries",
];

fn limits(options: Options) -> Options {
    let mut options = options;
    for service in Service::ALL {
        for group in ["OUTREACH", "VERSION"] {
            options = options.limit(service, &format!("GRPC__LIMITS__{group}"), BURST);
        }
    }
    options
        .limit(Service::Identity, "GRPC__LIMITS__SIGN_UP", SIGN_UPS)
        .limit(Service::Identity, "SIGN_IN__PER_ADDRESS", ATTEMPTS)
}

fn rate_limited() -> Refusal {
    Refusal::new(Code::ResourceExhausted, "RATE_LIMITED")
}

#[tokio::test(flavor = "multi_thread")]
async fn caller_is_limited_in_what_others_bear() {
    let stand = Stand::start_with("limits", limits).await;
    let mut table = Table::new(&stand.wire);
    let mut person = None;
    for (index, rpc) in LIMITED.into_iter().enumerate() {
        let clients = stand.person(&format!("Person {index}")).await;
        let clients = person.insert(clients).clients();
        for _ in 0..BURST {
            must_be_let_through(&stand, clients, rpc, &mut table).await;
        }
        table
            .refuses(clients, rpc, "too often", json!({}), rate_limited())
            .await;
    }
    let person = person.expect("somebody has called");
    for rpc in NOT_SO {
        for _ in 0..=BURST {
            must_be_let_through(&stand, person.clients(), rpc, &mut table).await;
        }
    }
    entrances(&stand, &mut table).await;
    table.end();
    stand.world.end().await;
}

/// Passwords of one address, and accounts made from one.
async fn entrances(stand: &Stand, table: &mut Table<'_>) {
    let nobody = &stand.world.anonymous;
    let rpc = "SessionService/CreateSession";
    let guess = |email: &str| json!({"email": email, "password": "a long phrase of nobody"});
    let wrong = || Refusal::new(Code::Unauthenticated, "CREDENTIALS_INVALID");
    for _ in 0..ATTEMPTS {
        let body = guess("nobody@example.org");
        table.refuses(nobody, rpc, "a guess", body, wrong()).await;
    }
    for email in ["nobody@example.org", " nobody@EXAMPLE.ORG"] {
        let body = guess(email);
        table
            .refuses(nobody, rpc, "too many", body, rate_limited())
            .await;
    }
    let body = guess("somebody.else@example.org");
    table
        .refuses(nobody, rpc, "another address", body, wrong())
        .await;

    let rpc = "AccountService/SignUp";
    for _ in 0..3 * SIGN_UPS {
        let refused = stand.wire.call(nobody, rpc, &json!({})).await;
        if Refusal::of(&refused.expect_err("is refused")) == rate_limited() {
            return;
        }
    }
    table.note(format!("{rpc} is never limited"));
}

async fn must_be_let_through(stand: &Stand, who: &Clients, rpc: &str, table: &mut Table<'_>) {
    if let Err(status) = stand.wire.call(who, rpc, &json!({})).await
        && Refusal::of(&status) == rate_limited()
    {
        table.note(format!("{rpc} is limited too early"));
    }
}
