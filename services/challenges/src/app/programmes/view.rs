//! What a use case answers, and showing one programme.

use linia_chassis::{auth::Caller, id::ProgrammeId};
use linia_proto::challenges::v1 as pb;
use time::OffsetDateTime;

use crate::{
    app::{AppError, Context},
    convert::programme::to_message,
    store::{self, StoredProgramme},
};

/// A programme at one moment.
#[derive(Debug, Clone)]
pub struct ProgrammeView {
    /// The programme.
    pub stored: StoredProgramme,
    /// When; the defects depend on it.
    pub now: OffsetDateTime,
}

impl From<ProgrammeView> for pb::Programme {
    fn from(view: ProgrammeView) -> Self {
        to_message(&view.stored.programme, view.stored.version, view.now)
    }
}

impl Context {
    /// Shows a programme to a caller who may see it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn get_programme(
        &self,
        caller: &Caller,
        id: ProgrammeId,
    ) -> Result<ProgrammeView, AppError> {
        let mut connection = self.database.read().await?;
        let stored = self
            .find_visible_programme(&mut connection, caller, id)
            .await?;
        let now = store::clock::now(&mut connection).await?;
        Ok(ProgrammeView { stored, now })
    }
}
