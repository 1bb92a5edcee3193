//! A real, small mail server that keeps what it gets.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use super::error::{Result, StackError};
use super::mail::Mail;
use super::smtp_session::{DataAnswer, Keeper, serve};

/// How the sink answers, so that faults can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmtpReply {
    /// Accepts everything.
    #[default]
    Accept,
    /// Refuses every recipient for now (450): the client should try again.
    RefuseForNow,
    /// Refuses every recipient for good (550): the client should give up.
    RefuseForGood,
    /// Takes the content, then answers that it failed (451).
    FailAfterData,
    /// Keeps the mail, then hangs up without the answer: the client cannot know.
    KeepAndHangUp,
}

impl SmtpReply {
    pub(crate) fn at_recipient(self) -> Option<String> {
        match self {
            Self::RefuseForNow => Some("450 4.2.1 mailbox busy".to_owned()),
            Self::RefuseForGood => Some("550 5.1.1 no such mailbox".to_owned()),
            Self::Accept | Self::FailAfterData | Self::KeepAndHangUp => None,
        }
    }

    pub(crate) fn at_data(self) -> DataAnswer {
        match self {
            Self::FailAfterData => DataAnswer::Refuse("451 4.3.0 try again later".to_owned()),
            Self::KeepAndHangUp => DataAnswer::KeepAndHangUp,
            Self::Accept | Self::RefuseForNow | Self::RefuseForGood => DataAnswer::Keep,
        }
    }
}

/// The running sink; dropped, it stops listening.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    _listening: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Shared {
    mails: watch::Sender<Vec<Arc<Mail>>>,
    reply: Mutex<SmtpReply>,
}

impl Keeper for Shared {
    fn reply(&self) -> SmtpReply {
        *self.reply.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, from: String, to: Vec<String>, raw: Vec<u8>) {
        let mail = Arc::new(Mail::parse(from, to, raw));
        self.mails.send_modify(|mails| mails.push(mail));
    }
}

impl SmtpSink {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`StackError::Listen`].
    pub async fn start() -> Result<Self> {
        let listen_error = |source| StackError::Listen {
            name: "mail sink",
            source,
        };
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let shared = Arc::new(Shared {
            mails: watch::Sender::new(Vec::new()),
            reply: Mutex::default(),
        });
        let listening = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self {
            address,
            shared,
            _listening: AbortOnDropHandle::new(listening),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on answers like this.
    pub fn set_reply(&self, reply: SmtpReply) {
        *self
            .shared
            .reply
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = reply;
    }

    /// All mails so far, in the order in which they came.
    #[must_use]
    pub fn mails(&self) -> Vec<Arc<Mail>> {
        self.shared.mails.borrow().clone()
    }

    /// The mails so far to one address.
    #[must_use]
    pub fn mails_to(&self, address: &str) -> Vec<Arc<Mail>> {
        self.mails()
            .into_iter()
            .filter(|mail| mail.is_to(address))
            .collect()
    }

    /// Waits for the first mail, come or yet to come, of which `wanted` is true. It waits for ever:
    /// put a timeout around it.
    pub async fn wait_for(&self, wanted: impl Fn(&Mail) -> bool) -> Arc<Mail> {
        loop {
            let mut mails = self.shared.mails.subscribe();
            let arrived = mails
                .wait_for(|mails| mails.iter().any(|mail| wanted(mail)))
                .await;
            let found = arrived
                .ok()
                .and_then(|mails| mails.iter().find(|mail| wanted(mail)).cloned());
            if let Some(mail) = found {
                return mail;
            }
        }
    }

    /// Waits until all mails together are such that `wanted` is true.
    pub async fn wait_until(&self, wanted: impl Fn(&[Arc<Mail>]) -> bool) {
        let mut mails = self.shared.mails.subscribe();
        // Cannot fail: the sender lives as long as `self`.
        let _ = mails.wait_for(|mails| wanted(mails)).await;
    }

    /// Forgets all mails.
    pub fn clear(&self) {
        self.shared.mails.send_modify(Vec::clear);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut sessions = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                let shared = Arc::clone(&shared);
                // A client that breaks off is the client's affair.
                sessions.spawn(async move { drop(serve(stream, &*shared).await) });
            }
            Some(_) = sessions.join_next(), if !sessions.is_empty() => {}
        }
    }
}
