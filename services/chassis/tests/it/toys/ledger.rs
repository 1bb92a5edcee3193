//! Publishes: each entry into an account appends an event of the account.
//!
//! It answers `AskQuestion`: the "challenge" is the account, and the text says
//! what shall happen. It never has room for `MergeQuestion`.

use std::time::Duration;

use linia_chassis::{
    auth::Caller,
    consumer::HandlerError,
    database::{Database, WriteTx},
    id::{ChallengeId, QuestionId},
    idempotency::RequestKey,
    problem::Problem,
    process::{App, BootError, NoCommand, Platform, Service},
    scheduler::{DueHandler, DueWork},
};
use linia_proto::challenges::{
    events::v1::{ChallengeAnnounced, QuestionAsked},
    v1::{
        AnswerQuestionRequest, AskQuestionRequest, ListQuestionsRequest, ListQuestionsResponse,
        MergeQuestionRequest, Question,
        question_service_server::{self, QuestionService, QuestionServiceServer},
    },
};
use sqlx::migrate::Migrator;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::ToySettings;
use crate::gate;

/// Publishes; does due work of the kind [`Ledger::WORK`].
pub(crate) struct Ledger;

impl Ledger {
    /// The kind of its due work.
    pub(crate) const WORK: &str = "entry";
    /// An entry that is refused after its event was appended.
    pub(crate) const REFUSED: &str = "refused";
    /// An entry that waits at the gate in the midst of its transaction.
    pub(crate) const AT_GATE: &str = "at gate";
    /// An entry that the public is told as well.
    pub(crate) const ANNOUNCED: &str = "announced";
    /// An entry whose handler panics.
    pub(crate) const PANICS: &str = "panics";
    /// When whoever finds no room may come back.
    pub(crate) const COME_BACK: Duration = Duration::from_secs(2);
}

impl Service for Ledger {
    const NAME: &'static str = "challenges";
    type Settings = ToySettings;
    type Command = NoCommand;

    fn migrator() -> Migrator {
        super::migrator(
            "CREATE TABLE account (id UUID PRIMARY KEY, entries BIGINT NOT NULL); \
             CREATE TABLE done (key UUID NOT NULL, attempt INT NOT NULL);",
        )
    }

    async fn build(_: ToySettings, platform: Platform) -> Result<App, BootError> {
        let calls = Calls(platform.database);
        Ok(App::new()
            .grpc(QuestionServiceServer::new(calls))
            .gate(
                question_service_server::SERVICE_NAME,
                &["MergeQuestion"],
                || Err::<(), _>(Problem::exhausted("NO_ROOM", "no room", Self::COME_BACK)),
            )
            .due(EntryWork))
    }

    async fn command(_: ToySettings, command: NoCommand, _: Platform) -> Result<(), BootError> {
        match command {}
    }
}

struct Calls(Database);

#[tonic::async_trait]
impl QuestionService for Calls {
    async fn ask_question(
        &self,
        request: Request<AskQuestionRequest>,
    ) -> Result<Response<Question>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        Ok(Response::new(self.enter(&caller, &request).await?))
    }

    async fn answer_question(
        &self,
        _: Request<AnswerQuestionRequest>,
    ) -> Result<Response<Question>, Status> {
        Err(Status::unimplemented("a ledger answers no questions"))
    }

    async fn merge_question(
        &self,
        _: Request<MergeQuestionRequest>,
    ) -> Result<Response<Question>, Status> {
        Err(Status::unimplemented("a ledger merges no questions"))
    }

    async fn list_questions(
        &self,
        _: Request<ListQuestionsRequest>,
    ) -> Result<Response<ListQuestionsResponse>, Status> {
        Err(Status::unimplemented("a ledger lists no questions"))
    }
}

impl Calls {
    async fn enter(
        &self,
        caller: &Caller,
        request: &AskQuestionRequest,
    ) -> Result<Question, Problem> {
        assert_ne!(request.text, Ledger::PANICS, "the entry asks for it");
        let key = RequestKey::try_new(caller, "AskQuestion", &request.request_id, request)?;
        let mut tx = self.0.begin_write().await?;
        if let Some(answer) = key.replay_in_tx(&mut tx).await? {
            return Ok(answer);
        }
        let account: ChallengeId = request
            .challenge
            .parse()
            .map_err(|_| Problem::invalid("INVALID_FIELDS", "challenge"))?;
        lock_account(&mut tx, account.as_uuid()).await?;
        let question = Question {
            name: QuestionId::new().to_string(),
            challenge: account.to_string(),
            text: caller.principal.to_string(),
            ..Question::default()
        };
        let event = QuestionAsked {
            question: question.name.clone(),
            challenge: question.challenge.clone(),
            authority: request.text.clone(),
        };
        tx.append(account.as_uuid(), &event).await?;
        match request.text.as_str() {
            Ledger::REFUSED => return Err(Problem::failed_precondition("REFUSED", "refused")),
            Ledger::AT_GATE => gate::pass_in_tx(tx.conn()).await?,
            Ledger::ANNOUNCED => {
                tx.append(account.as_uuid(), &ChallengeAnnounced::default())
                    .await?;
            }
            _ => {}
        }
        key.save_in_tx(&mut tx, &question).await?;
        tx.commit().await?;
        Ok(question)
    }
}

async fn lock_account(
    tx: &mut WriteTx,
    account: Uuid,
) -> Result<(), linia_chassis::database::DbError> {
    sqlx::query(
        "INSERT INTO account (id, entries) VALUES ($1, 1) \
         ON CONFLICT (id) DO UPDATE SET entries = account.entries + 1",
    )
    .bind(account)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that work was done. The payload says what shall happen before.
struct EntryWork;

impl DueHandler for EntryWork {
    fn kind(&self) -> &'static str {
        Ledger::WORK
    }

    async fn run(&self, database: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let asks = |what: &str| work.payload.get(what).and_then(serde_json::Value::as_i64);
        if asks("fail").is_some_and(|times| i64::from(work.attempts) <= times) {
            return Err(HandlerError::retry("not yet"));
        }
        if asks("park").is_some() {
            return Err(HandlerError::Park {
                event: None,
                reason: "it can never be done".to_owned(),
            });
        }
        assert!(asks("panic").is_none(), "the work asks for it");
        let mut tx = database.begin_write().await?;
        if asks("gate").is_some() {
            gate::pass_in_tx(tx.conn()).await?;
        }
        sqlx::query("INSERT INTO done (key, attempt) VALUES ($1, $2)")
            .bind(work.key)
            .bind(work.attempts)
            .execute(tx.conn())
            .await?;
        work.complete_in_tx(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
