//! Mutual TLS: both sides of a connection prove who they are by certificates
//! of one authority. What a caller may do is decided by its token all the
//! same.
//!
//! Certificates are read again while the process serves, so that renewed ones
//! are used by every connection that is made from then on.

mod material;
mod settings;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

pub(crate) use material::Material;
pub use material::TlsError;
pub use settings::TlsSettings;

/// How the service proves itself now. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tls {
    current: watch::Receiver<Arc<Material>>,
}

impl Tls {
    /// Reads the files, now and again and again; `None` where there are none.
    /// Must be called within a runtime; what it starts there ends with the last
    /// clone.
    ///
    /// # Errors
    /// [`TlsError`] if they are not there, or do not fit each other.
    pub(crate) fn open(settings: &TlsSettings) -> Result<Option<Self>, TlsError> {
        if !settings.is_on() {
            return Ok(None);
        }
        let (sender, current) = watch::channel(Arc::new(Material::read(settings)?));
        tokio::spawn(renew(settings.clone(), sender));
        Ok(Some(Self { current }))
    }

    /// What a new connection uses.
    pub(crate) fn now(&self) -> Arc<Material> {
        Arc::clone(&self.current.borrow())
    }
}

/// Takes up what has changed. Files that do not fit each other may be in the
/// midst of a change, so the old ones stay.
async fn renew(settings: TlsSettings, sender: watch::Sender<Arc<Material>>) {
    let mut ticks = interval(Duration::from_secs(settings.reload_seconds.max(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = sender.closed() => return,
        }
        let settings = settings.clone();
        let Ok(read) = tokio::task::spawn_blocking(move || Material::read(&settings)).await else {
            continue;
        };
        match read {
            Ok(material) => {
                let is_new = sender.send_if_modified(|current| {
                    let is_new = !current.is_same(&material);
                    if is_new {
                        *current = Arc::new(material);
                    }
                    is_new
                });
                if is_new {
                    tracing::info!("TLS certificate is renewed");
                }
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "TLS certificate cannot be read again");
            }
        }
    }
}
