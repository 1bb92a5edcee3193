//! Identity's contacts: asked just before a mail is sent, never kept.

use linia_chassis::{grpc::PeerChannel, id::AccountId};
use linia_proto::identity::v1::{
    GetContactRequest, IssueEmailVerificationRequest, contact_service_client::ContactServiceClient,
};
use tonic::Code;

use super::ContactError;
use crate::domain::Language;

/// Where, how and in which language to write to a person. Personal data: not
/// `Debug`, so that no log shows it.
pub(crate) struct Contact {
    /// The address.
    pub(crate) email: String,
    /// What the person wants to be called.
    pub(crate) display_name: String,
    /// The language of their texts.
    pub(crate) language: Language,
    /// Whether the address was verified.
    pub(crate) email_verified: bool,
}

impl Contact {
    /// What to call the person. While an address is not verified, anybody may
    /// have signed up with it under any name: that text is not what its owner
    /// should get from us.
    pub(crate) fn name(&self) -> &str {
        if self.email_verified {
            &self.display_name
        } else {
            &self.email
        }
    }
}

/// A client of identity's ContactService.
#[derive(Clone)]
pub(crate) struct Contacts {
    client: ContactServiceClient<PeerChannel>,
}

impl Contacts {
    /// Connects when it is first needed.
    pub(crate) fn new(identity: PeerChannel) -> Self {
        Self {
            client: ContactServiceClient::new(identity),
        }
    }

    /// Returns a person's contact; `None` if the account is gone.
    ///
    /// # Errors
    /// If identity did not answer, or not as agreed.
    pub(crate) async fn find(&self, account: AccountId) -> Result<Option<Contact>, ContactError> {
        let request = GetContactRequest {
            account: account.to_string(),
        };
        match self.client.clone().get_contact(request).await {
            Ok(response) => {
                let contact = response.into_inner();
                Ok(Some(Contact {
                    language: Language::for_tag(&contact.language_code),
                    email: contact.email,
                    display_name: contact.display_name,
                    email_verified: contact.email_verified,
                }))
            }
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(ContactError(Box::new(status))),
        }
    }

    /// Makes a token that verifies the address; `None` if nothing is left to
    /// verify.
    ///
    /// # Errors
    /// If identity did not answer, or not as agreed.
    pub(crate) async fn issue_email_verification(
        &self,
        account: AccountId,
    ) -> Result<Option<String>, ContactError> {
        let request = IssueEmailVerificationRequest {
            account: account.to_string(),
        };
        match self.client.clone().issue_email_verification(request).await {
            Ok(response) => Ok(Some(response.into_inner().token)),
            Err(status) if matches!(status.code(), Code::FailedPrecondition | Code::NotFound) => {
                Ok(None)
            }
            Err(status) => Err(ContactError(Box::new(status))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stranger_who_signs_up_with_an_address_sends_no_text_to_its_owner() {
        let mut contact = Contact {
            email: "anna@example.org".into(),
            display_name: "You have won, see https://example.com".into(),
            language: Language::for_tag("pl"),
            email_verified: false,
        };
        assert_eq!(contact.name(), "anna@example.org");
        contact.email_verified = true;
        assert_eq!(contact.name(), contact.display_name);
    }
}
