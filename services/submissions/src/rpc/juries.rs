//! `JuryService`.

use linia_chassis::auth::Caller;
use linia_proto::submissions::v1::{
    AppointJurorRequest, DeclareImpartialityRequest, DismissJurorRequest, Juror,
    ListEntrantsRequest, ListEntrantsResponse, ListJurorsRequest, ListJurorsResponse,
    RecuseJurorRequest, jury_service_server::JuryService,
};
use tonic::{Request, Response, Status};

use crate::{
    app::{
        Context, appoint_juror::appoint_juror, declare_impartiality::declare_impartiality,
        dismiss_juror::dismiss_juror, list_entrants::list_entrants, list_jurors::list_jurors,
        recuse_juror::recuse_juror,
    },
    rpc::{
        convert::{declaration, name, recusal},
        error::refuse,
    },
};

/// Appoints jurors and takes their declarations.
pub struct Juries(pub Context);

#[tonic::async_trait]
impl JuryService for Juries {
    async fn appoint_juror(
        &self,
        request: Request<AppointJurorRequest>,
    ) -> Result<Response<Juror>, Status> {
        let caller = Caller::of(&request);
        let juror = appoint_juror(&self.0, &caller, request.into_inner().try_into()?);
        Ok(Response::new(juror.await.map_err(refuse)?.into()))
    }

    async fn list_jurors(
        &self,
        request: Request<ListJurorsRequest>,
    ) -> Result<Response<ListJurorsResponse>, Status> {
        let caller = Caller::of(&request);
        let challenge = name("challenge", &request.get_ref().challenge)?;
        let jurors = list_jurors(&self.0, &caller, challenge).await;
        let jurors = jurors.map_err(refuse)?.into_iter();
        Ok(Response::new(ListJurorsResponse {
            jurors: jurors.map(Into::into).collect(),
        }))
    }

    async fn list_entrants(
        &self,
        request: Request<ListEntrantsRequest>,
    ) -> Result<Response<ListEntrantsResponse>, Status> {
        let caller = Caller::of(&request);
        let stage = name("stage", &request.get_ref().stage)?;
        let entrants = list_entrants(&self.0, &caller, stage).await;
        let entrants = entrants.map_err(refuse)?.into_iter();
        Ok(Response::new(ListEntrantsResponse {
            entrants: entrants.map(Into::into).collect(),
        }))
    }

    async fn declare_impartiality(
        &self,
        request: Request<DeclareImpartialityRequest>,
    ) -> Result<Response<Juror>, Status> {
        let caller = Caller::of(&request);
        let (stage, conflicts) = declaration(request.get_ref())?;
        let juror = declare_impartiality(&self.0, &caller, stage, conflicts);
        Ok(Response::new(juror.await.map_err(refuse)?.into()))
    }

    async fn recuse_juror(
        &self,
        request: Request<RecuseJurorRequest>,
    ) -> Result<Response<Juror>, Status> {
        let caller = Caller::of(&request);
        let (challenge, reason) = recusal(request.into_inner())?;
        let juror = recuse_juror(&self.0, &caller, challenge, reason);
        Ok(Response::new(juror.await.map_err(refuse)?.into()))
    }

    async fn dismiss_juror(
        &self,
        request: Request<DismissJurorRequest>,
    ) -> Result<Response<Juror>, Status> {
        let caller = Caller::of(&request);
        let juror = dismiss_juror(&self.0, &caller, request.into_inner().try_into()?);
        Ok(Response::new(juror.await.map_err(refuse)?.into()))
    }
}
