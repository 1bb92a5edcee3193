//! Sends a mail that is due.
//!
//! The address is asked for just before, and forgotten after. A mail is sent at
//! least once: a crash between the mail server's answer and our commit sends it
//! again, under the same Message-ID.

use linia_chassis::{
    consumer::HandlerError,
    database::Database,
    failpoint,
    id::AccountId,
    scheduler::{DueHandler, DueWork},
    telemetry::trace_context,
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tracing::{Instrument, info_span};

use super::{AppError, erase::finish_erasure_in_tx};
use crate::{
    clients::{Contact, Contacts, Letter, Mailer},
    domain::{
        ChallengeSummary, MailState, Next, Notice, ProgrammeSummary, Topic, after_post,
        give_up_on_unverified,
    },
    store::{self, Attempt, PendingMail},
    texts::{Setting, Texts, Verification},
};

/// The kind of due work: one for each mail, its key the notification's id.
pub(crate) const SEND_MAIL: &str = "send_mail";

/// Sends mails.
pub(crate) struct SendMail {
    /// Who knows the addresses.
    pub(crate) contacts: Contacts,
    /// Who carries the mails.
    pub(crate) mailer: Mailer,
    /// What they say.
    pub(crate) texts: Texts,
    /// Where the links in them lead, without a slash at the end.
    pub(crate) public_url: String,
}

impl DueHandler for SendMail {
    fn kind(&self) -> &'static str {
        SEND_MAIL
    }

    async fn run(&self, db: &Database, work: &DueWork) -> Result<(), HandlerError> {
        let mut conn = db.read().await?;
        let mail = store::find_pending_mail(&mut conn, work.key.into())
            .await
            .map_err(AppError::from)?;
        drop(conn);
        let Some(mail) = mail else {
            // Whoever held the lease before has settled it.
            let mut tx = db.begin_write().await?;
            work.complete_in_tx(&mut tx).await?;
            return Ok(tx.commit().await?);
        };
        let span = info_span!(
            "send_mail",
            otel.kind = "client",
            notification.id = %mail.notification.as_uuid(),
            notification.topic = %mail.notice.topic(),
        );
        trace_context::continue_from(&span, mail.traceparent.as_deref());
        self.send(db, work, &mail).instrument(span).await?;
        Ok(())
    }
}

impl SendMail {
    async fn send(
        &self,
        db: &Database,
        work: &DueWork,
        mail: &PendingMail,
    ) -> Result<(), AppError> {
        let dropped = |_, _| Next::Settle(MailState::Dropped);
        let Some(contact) = self.contacts.find(mail.recipient).await? else {
            return finish(db, work, mail, None, dropped).await;
        };
        if !contact.email_verified && !mail.notice.topic().reaches_unverified() {
            let wait = |_, now| give_up_on_unverified(mail.create_time, now);
            return finish(db, work, mail, None, wait).await;
        }
        let Some(letter) = self.write(db, mail, &contact).await? else {
            return finish(db, work, mail, None, dropped).await;
        };
        let outcome = self.mailer.post(&letter).await;
        failpoint::reach_about("mail.after_post", [mail.notice.topic().name()]);
        let attempt = Attempt {
            message_id: &letter.message_id,
            reply_code: outcome.code(),
            put_off: outcome.puts_off(),
        };
        let decide = |put_off, now| after_post(outcome, put_off, now);
        finish(db, work, mail, Some(attempt), decide).await
    }

    /// Writes the mail; `None` if there is nothing left to write about.
    async fn write(
        &self,
        db: &Database,
        mail: &PendingMail,
        contact: &Contact,
    ) -> Result<Option<Letter>, AppError> {
        let topic = mail.notice.topic();
        let verification = if topic.reaches_unverified() && !contact.email_verified {
            self.verification(mail.recipient).await?
        } else {
            None
        };
        if topic == Topic::VerifyEmail && verification.is_none() {
            return Ok(None);
        }
        let mut conn = db.read().await?;
        let challenge = challenge(&mut conn, &mail.notice).await?;
        let programme = programme(&mut conn, &mail.notice).await?;
        let organization = organization(&mut conn, &mail.notice).await?;
        drop(conn);
        let setting = Setting {
            reader: contact.name(),
            challenge: challenge.as_ref(),
            programme: programme.as_ref(),
            organization: organization.as_deref(),
            verification,
        };
        Ok(Some(Letter {
            message_id: self.mailer.message_id(mail.notification),
            to_name: contact.name().to_owned(),
            to_address: contact.email.clone(),
            topic,
            date: mail.create_time,
            text: self.texts.write(contact.language, &mail.notice, &setting)?,
        }))
    }

    async fn verification(&self, account: AccountId) -> Result<Option<Verification>, AppError> {
        let token = self.contacts.issue_email_verification(account).await?;
        Ok(token.map(|token| Verification {
            link: format!("{}/verify?token={token}", self.public_url),
            token,
        }))
    }
}

/// The challenge that a notice names. A draft has nothing that may be told; a
/// published one that is not known yet will be.
async fn challenge(
    conn: &mut PgConnection,
    notice: &Notice,
) -> Result<Option<ChallengeSummary>, AppError> {
    let Some(name) = notice.about().challenge() else {
        return Ok(None);
    };
    let challenge = store::find_challenge(conn, name).await?;
    if challenge.is_none() && !notice.about().is_draft() {
        return Err(AppError::NotKnownYet(name.to_string()));
    }
    Ok(challenge)
}

/// The programme that a notice names; one that is not known yet will be.
async fn programme(
    conn: &mut PgConnection,
    notice: &Notice,
) -> Result<Option<ProgrammeSummary>, AppError> {
    let Some(name) = notice.about().programme() else {
        return Ok(None);
    };
    match store::find_programme(conn, name).await? {
        Some(programme) => Ok(Some(programme)),
        None => Err(AppError::NotKnownYet(name.to_string())),
    }
}

async fn organization(
    conn: &mut PgConnection,
    notice: &Notice,
) -> Result<Option<String>, AppError> {
    let Some(name) = notice.about().organization() else {
        return Ok(None);
    };
    match store::find_organization_name(conn, name).await? {
        Some(display_name) => Ok(Some(display_name)),
        None => Err(AppError::NotKnownYet(name.to_string())),
    }
}

/// Writes down what became of a mail, and ends, postpones or repeats the work, as
/// is decided from the time since which it was put off, and from now.
async fn finish(
    db: &Database,
    work: &DueWork,
    mail: &PendingMail,
    attempt: Option<Attempt<'_>>,
    decide: impl FnOnce(Option<OffsetDateTime>, OffsetDateTime) -> Next + Send,
) -> Result<(), AppError> {
    let mut tx = db.begin_write().await?;
    let now = tx.now();
    let put_off = match attempt {
        None => None,
        Some(attempt) => store::record_attempt(tx.conn(), mail.notification, attempt, now).await?,
    };
    let code = attempt.and_then(|attempt| attempt.reply_code);
    match decide(put_off, now) {
        Next::Settle(state) => {
            store::settle_mail(tx.conn(), mail.notification, state, now).await?;
            work.complete_in_tx(&mut tx).await?;
            if let Notice::ErasureSettled { erasure, .. } = mail.notice {
                finish_erasure_in_tx(&mut tx, erasure, mail.recipient).await?;
            }
            tell(state, code);
        }
        Next::Wait(until) => work.postpone_in_tx(&mut tx, until).await?,
        Next::TryAgain => {
            tx.commit().await?;
            return Err(AppError::MailServer { code });
        }
    }
    Ok(tx.commit().await?)
}

/// Whoever is written to reads of a refusal in the inbox; an operator reads it here,
/// for it may be the sender who is refused.
fn tell(state: MailState, code: Option<u16>) {
    let mail = state.name();
    match state {
        MailState::Refused => {
            tracing::warn!(mail.state = mail, mail.reply_code = code, "mail is refused")
        }
        MailState::Pending | MailState::Sent | MailState::Dropped => {
            tracing::info!(mail.state = mail, "mail is settled");
        }
    }
}
