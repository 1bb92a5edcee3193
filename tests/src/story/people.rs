//! People: they sign up, prove their address by a real mail, and sign in.

use linia_proto::identity::v1::{
    ClaimOperatorRoleRequest, CreateSessionRequest, GetMyAccountRequest, SignUpRequest,
    VerifyEmailRequest,
};

use super::{Clients, Result, StoryError, World, error::Step};
use crate::stack::Mail;

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// What they want to be called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their account's resource name.
    pub account: String,
    password: String,
    clients: Clients,
}

impl Person {
    /// Signs somebody up and in.
    ///
    /// # Errors
    /// If a call fails or the mail does not come.
    pub async fn arrive(world: &World, name: &str, language: &str) -> Result<Self> {
        let (mut person, token) = Self::sign_up(world, name, language).await?;
        world
            .anonymous
            .accounts()
            .verify_email(VerifyEmailRequest {
                token,
                password: person.password.clone(),
            })
            .await
            .step(format!("{name} follows the link"))?;
        person.sign_in(world).await?;
        Ok(person)
    }

    /// Signs somebody up, who can sign in once the token that is mailed was shown.
    ///
    /// # Errors
    /// If a call fails or the mail does not come.
    pub async fn sign_up(world: &World, name: &str, language: &str) -> Result<(Self, String)> {
        let step = format!("{name} signs up");
        let handle = name
            .to_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), ".");
        let person = Self {
            name: name.to_owned(),
            email: format!("{handle}@example.org"),
            account: String::new(),
            password: format!("a long phrase that only {name} knows"),
            clients: world.anonymous.clone(),
        };
        world
            .anonymous
            .accounts()
            .sign_up(SignUpRequest {
                email: person.email.clone(),
                password: person.password.clone(),
                display_name: name.to_owned(),
                language_code: language.to_owned(),
                country_code: "PL".to_owned(),
            })
            .await
            .step(&step)?;
        let email = person.email.clone();
        let mail = world
            .await_state(
                &format!("{name} gets the verification mail"),
                world
                    .system
                    .await_mail(&|mail| mail.is_to(&email) && token_in(mail).is_some()),
            )
            .await??;
        let token =
            token_in(&mail).ok_or_else(|| StoryError::Input("no token in the mail".into()))?;
        Ok((person, token))
    }

    /// Signs in; roles granted since are in the new token.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn sign_in(&mut self, world: &World) -> Result<()> {
        let tokens = world
            .anonymous
            .sessions()
            .create_session(CreateSessionRequest {
                email: self.email.clone(),
                password: self.password.clone(),
            })
            .await
            .step(format!("{} signs in", self.name))?;
        self.clients = world.anonymous.with_token(&tokens.access_token);
        let account = self
            .clients
            .accounts()
            .get_my_account(GetMyAccountRequest {})
            .await
            .step(format!("{} looks at the account", self.name))?;
        self.account = account.name;
        Ok(())
    }

    /// Makes the person the installation's first operator.
    ///
    /// # Errors
    /// If the command or the call fails.
    pub async fn become_operator(&mut self, world: &World) -> Result<()> {
        let secret = world.system.operator_secret().await?;
        self.clients
            .accounts()
            .claim_operator_role(ClaimOperatorRoleRequest {
                secret: secret.trim().to_owned(),
            })
            .await
            .step(format!("{} becomes operator", self.name))?;
        self.sign_in(world).await
    }

    /// What the person signs in with.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Clients that speak as this person.
    #[must_use]
    pub const fn clients(&self) -> &Clients {
        &self.clients
    }
}

/// The token of a verification mail.
pub(super) fn token_in(mail: &Mail) -> Option<String> {
    let (_, rest) = mail.text.split_once("token=")?;
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    (!token.is_empty()).then_some(token)
}
