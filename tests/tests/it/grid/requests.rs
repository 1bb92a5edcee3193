//! Requests: the table's, with the names of this contest and this caller put in.

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{Cast, Who};
use super::contest::Contest;
use super::given::Given;
use crate::bad_input::stand::{Stand, unknown};

/// What the names in a request stand for.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) stand: &'a Stand,
    pub(super) cast: &'a Cast,
    pub(super) given: &'a Given,
    /// The contest that is asked about.
    pub(super) contest: &'a Contest,
    /// Who asks.
    pub(super) who: Who,
}

impl Names<'_> {
    /// Fills in a request. What `{…}` may name stands at the head of the table.
    pub(super) fn fill(self, request: &Value) -> Value {
        match request {
            Value::String(text) => match text.strip_prefix('{').and_then(|it| it.strip_suffix('}'))
            {
                Some(name) => json!(self.value_of(name)),
                None => request.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| (name.clone(), self.fill(value)));
                Value::Object(fields.collect())
            }
            other => other.clone(),
        }
    }

    /// # Panics
    /// If nothing has that name.
    fn value_of(self, name: &str) -> String {
        let Self {
            stand,
            cast,
            given,
            contest,
            ..
        } = self;
        match name {
            "challenge" => contest.challenge.clone(),
            "awarded" => given.awarded.clone(),
            "notification" => given.notification.clone(),
            "mailed_token" => given.mailed_token.clone(),
            "unproven" => given.unproven.clone(),
            "refresh_token" => given.refresh_token.clone(),
            "operator_secret" => given.operator_secret.clone(),
            "service_secret" => given.service_secret.clone(),
            "unverified" => given.unverified.clone(),
            "email" => cast.rival.email.clone(),
            "password" => cast.rival.password().to_owned(),
            "stage" => contest.stage.clone(),
            "next_stage" => contest.next_stage.clone(),
            "question" => contest.questions[usize::from(self.who == Who::Head)].clone(),
            "duplicate" => contest.duplicate.clone(),
            "upload" => contest.upload.clone(),
            "entry" => contest.entry.clone(),
            "receipt" => contest.receipt.clone(),
            "work" => contest.work.clone(),
            "attachment" => contest.attachment.clone(),
            "appeal" => contest.appeal.clone(),
            "organization" => cast.tychy.organization.clone(),
            "team" => cast.team.clone(),
            "programme" => cast.programmes.running.clone(),
            "draft_programme" => cast.programmes.draft.clone(),
            "participant" => cast.rival.account.clone(),
            "caller" => self.caller().unwrap_or_else(|| unknown("accounts")),
            "entrant" => cast.entrant.account.clone(),
            "juror" => cast.juror.account.clone(),
            "silent" => cast.silent.account.clone(),
            "recused" => cast.recused.account.clone(),
            "substitute" => cast.substitute.account.clone(),
            "unknown_account" => unknown("accounts"),
            "unknown_stage" => unknown("stages"),
            "request_id" => Uuid::new_v4().to_string(),
            // Later than any stage closes.
            "later" => stand.day(500),
            // Before any stage of a challenge that is not published.
            "soon" => stand.day(100),
            "sha256" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
            other => panic!("{{{other}}} is no name that the table may use"),
        }
    }

    fn caller(self) -> Option<String> {
        let person = self.cast.person(self.who)?;
        Some(person.account.clone())
    }
}
