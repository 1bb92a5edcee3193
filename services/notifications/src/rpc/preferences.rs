//! `PreferenceService`.

use std::sync::Arc;

use linia_chassis::auth::Caller;
use linia_proto::notifications::v1::{
    GetMyPreferencesRequest, Preferences as PreferencesMessage, UpdateMyPreferencesRequest,
    preference_service_server::PreferenceService,
};
use tonic::{Request, Response, Status};

use super::convert::status;
use crate::app::{self, Access};

/// Lets people opt out of mails.
pub(crate) struct Preferences {
    /// Who may see what.
    pub(crate) access: Arc<Access>,
}

#[tonic::async_trait]
impl PreferenceService for Preferences {
    async fn get_my_preferences(
        &self,
        request: Request<GetMyPreferencesRequest>,
    ) -> Result<Response<PreferencesMessage>, Status> {
        let caller = Caller::of(&request);
        let muted_topics = app::get_preferences(&self.access, &caller)
            .await
            .map_err(status)?;
        Ok(Response::new(PreferencesMessage { muted_topics }))
    }

    async fn update_my_preferences(
        &self,
        request: Request<UpdateMyPreferencesRequest>,
    ) -> Result<Response<PreferencesMessage>, Status> {
        let caller = Caller::of(&request);
        let preferences = request.into_inner().preferences.unwrap_or_default();
        let topics = &preferences.muted_topics;
        let muted_topics = app::update_preferences(&self.access, &caller, topics)
            .await
            .map_err(status)?;
        Ok(Response::new(PreferencesMessage { muted_topics }))
    }
}
