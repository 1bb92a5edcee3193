//! A mail as the sink received it.

use mail_parser::{HeaderValue, Message, MessageParser};

/// The header in which a mail of ours names its topic.
const TOPIC_HEADER: &str = "Linia-Topic";

/// A received mail: the envelope as the client said it, the content as its headers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The envelope's sender (`MAIL FROM`).
    pub from: String,
    /// The envelope's recipients (`RCPT TO`).
    pub to: Vec<String>,
    /// `Message-ID`, without angle brackets.
    pub message_id: Option<String>,
    /// `Subject`, decoded.
    pub subject: String,
    /// The text part, decoded.
    pub text: String,
    /// The HTML part, decoded, if there is one.
    pub html: Option<String>,
    /// All headers in their order, decoded.
    pub headers: Vec<(String, String)>,
    /// The content as it came, dots unstuffed.
    pub raw: Vec<u8>,
}

impl Mail {
    /// Reads a mail from what came over the wire; what is no valid mail keeps its raw text.
    #[must_use]
    pub fn parse(from: String, to: Vec<String>, raw: Vec<u8>) -> Self {
        let message = MessageParser::default().parse(&raw).unwrap_or_default();
        Self {
            from,
            to,
            message_id: message.message_id().map(str::to_owned),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: (message.html_body_count() > 0 && message.text_body_count() > 0)
                .then(|| message.body_html(0).map(|html| html.into_owned()))
                .flatten(),
            headers: headers(&message),
            raw,
        }
    }

    /// The first header of a name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// What one of ours is about.
    #[must_use]
    pub fn topic(&self) -> Option<&str> {
        self.header(TOPIC_HEADER).map(str::trim)
    }

    /// Was it sent to this address?
    #[must_use]
    pub fn is_to(&self, address: &str) -> bool {
        self.to
            .iter()
            .any(|recipient| recipient.eq_ignore_ascii_case(address))
    }
}

fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    message
        .headers()
        .iter()
        .map(|header| {
            let value = match header.value() {
                HeaderValue::Text(text) => text.clone().into_owned(),
                _ => message
                    .header_raw(header.name())
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
            };
            (header.name().to_owned(), value)
        })
        .collect()
}
