//! The mail server, by SMTP (RFC 5321).

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use linia_chassis::id::NotificationId;
use time::OffsetDateTime;

use super::MailerError;
use crate::{
    config::{SmtpSettings, SmtpTls},
    domain::{PostOutcome, Topic},
    texts::Mail,
};

/// How long the mail server may take for one command.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Names the topic, as in `Notification.topic`.
const TOPIC_HEADER: &str = "Linia-Topic";

/// A mail in its envelope. Holds personal data: not `Debug`, so that no log
/// shows it.
pub(crate) struct Letter {
    /// RFC 5322 Message-ID.
    pub(crate) message_id: String,
    /// What the recipient wants to be called.
    pub(crate) to_name: String,
    /// The recipient's address.
    pub(crate) to_address: String,
    /// What it is about; a header names it, for filters.
    pub(crate) topic: Topic,
    /// When it was written.
    pub(crate) date: OffsetDateTime,
    /// What it says.
    pub(crate) text: Mail,
}

/// Sends letters through one mail server.
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// Prepares to connect; connects with each letter.
    ///
    /// # Errors
    /// [`MailerError`] if the settings are wrong.
    pub(crate) fn try_new(settings: &SmtpSettings) -> Result<Self, MailerError> {
        let from = settings.from.parse()?;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .timeout(Some(TIMEOUT))
            .tls(tls(settings)?);
        if !settings.user.is_empty() {
            let password = settings.password.expose().to_owned();
            transport = transport.credentials(Credentials::new(settings.user.clone(), password));
        }
        Ok(Self {
            transport: transport.build(),
            from,
        })
    }

    /// The Message-ID of a notification's mail: the same for every attempt, so
    /// that a mail that was sent twice is seen to be one.
    pub(crate) fn message_id(&self, notification: NotificationId) -> String {
        format!("<{}@{}>", notification.as_uuid(), self.from.email.domain())
    }

    /// Hands a letter to the mail server.
    pub(crate) async fn post(&self, letter: &Letter) -> PostOutcome {
        let Ok(message) = self.envelope(letter) else {
            return PostOutcome::Never { code: None };
        };
        match self.transport.send(message).await {
            Ok(_) => PostOutcome::Accepted,
            Err(error) => match error.status() {
                Some(code) => PostOutcome::of_refusal(code.into()),
                None => PostOutcome::NotNow { code: None },
            },
        }
    }

    fn envelope(&self, letter: &Letter) -> Result<Message, Box<dyn std::error::Error>> {
        let to = Mailbox::new(Some(letter.to_name.clone()), letter.to_address.parse()?);
        Ok(Message::builder()
            .message_id(Some(letter.message_id.clone()))
            .date(letter.date.into())
            .from(self.from.clone())
            .to(to)
            .subject(letter.text.subject.clone())
            .header(AutoSubmitted)
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str(TOPIC_HEADER),
                letter.topic.to_string(),
            ))
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(letter.text.body.clone())?)
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, smtp::Error> {
    let parameters = || TlsParameters::new(settings.host.clone());
    Ok(match settings.tls {
        SmtpTls::None => Tls::None,
        SmtpTls::Starttls => Tls::Required(parameters()?),
        SmtpTls::Tls => Tls::Wrapper(parameters()?),
    })
}

/// `Auto-Submitted: auto-generated` (RFC 3834): no holiday replies, please.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        Mailer::try_new(&SmtpSettings {
            from: "Linia <no-reply@linia.example>".into(),
            ..SmtpSettings::default()
        })
        .expect("settings are right")
    }

    fn letter(to_address: &str) -> Letter {
        let notification = NotificationId::new();
        Letter {
            message_id: mailer().message_id(notification),
            to_name: "Łucja \"Ż\" Kowalska".into(),
            to_address: to_address.into(),
            topic: Topic::ChallengePublished,
            date: OffsetDateTime::UNIX_EPOCH,
            text: Mail {
                subject: "Wyzwanie ogłoszone: Inteligentne oświetlenie".into(),
                body: "Dzień dobry, Łucja\n".into(),
            },
        }
    }

    #[test]
    fn message_id_is_the_same_for_every_attempt() {
        let notification = NotificationId::new();
        let expected = format!("<{}@linia.example>", notification.as_uuid());
        assert_eq!(mailer().message_id(notification), expected);
        assert_eq!(mailer().message_id(notification), expected);
    }

    #[test]
    fn resent_letter_is_the_same_letter() {
        let mailer = mailer();
        let letter = letter("lucja@example.org");
        let first = mailer.envelope(&letter).expect("valid").formatted();
        let again = mailer.envelope(&letter).expect("valid").formatted();
        assert_eq!(first, again);
        let text = String::from_utf8(first).expect("headers and body are ASCII");
        assert!(
            text.contains(&format!("Message-ID: {}", letter.message_id)),
            "{text}"
        );
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        assert!(text.contains("Linia-Topic: challenge_published"), "{text}");
        assert!(text.contains("charset=utf-8"), "{text}");
    }

    #[test]
    fn address_cannot_add_headers_or_recipients() {
        for address in [
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "",
        ] {
            assert!(mailer().envelope(&letter(address)).is_err(), "{address:?}");
        }
    }
}
