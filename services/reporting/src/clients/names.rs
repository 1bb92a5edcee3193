//! Identity's display names: asked when they are shown, never kept.

use std::collections::{BTreeMap, BTreeSet};

use linia_chassis::grpc::PeerChannel;
use linia_proto::identity::v1::{
    BatchGetDisplayNamesRequest, contact_service_client::ContactServiceClient,
};

/// How many names are asked for at once.
const NAMES_AT_ONCE: usize = 1000;

/// A client of identity's ContactService.
#[derive(Clone)]
pub(crate) struct Names {
    client: ContactServiceClient<PeerChannel>,
}

impl Names {
    /// Connects when it is first needed.
    pub(crate) fn new(identity: PeerChannel) -> Self {
        Self {
            client: ContactServiceClient::new(identity),
        }
    }

    /// Returns the names that can be had; where identity does not answer, none:
    /// what is shown without them is still true.
    pub(crate) async fn find(&self, names: BTreeSet<String>) -> BTreeMap<String, String> {
        let names: Vec<_> = names.into_iter().collect();
        let mut found = BTreeMap::new();
        for some in names.chunks(NAMES_AT_ONCE) {
            let request = BatchGetDisplayNamesRequest {
                names: some.to_vec(),
            };
            match self.client.clone().batch_get_display_names(request).await {
                Ok(answer) => found.extend(answer.into_inner().display_names),
                Err(status) => {
                    let error = &status as &dyn std::error::Error;
                    tracing::warn!(
                        error,
                        "names cannot be had; releases are shown without them"
                    );
                    break;
                }
            }
        }
        found
    }
}
