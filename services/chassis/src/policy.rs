//! Who may do what: Cedar policies, a readable text per service, validated
//! against its schema when the service starts. Rules on *when* are the
//! domain's.

mod resource;

use std::{fmt, str::FromStr};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, Request, Schema,
    ValidationMode, Validator,
};

pub use resource::Resource;

use crate::{
    auth::{Caller, Principal},
    problem::Problem,
};

/// Why policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("policy schema: {0}")]
    Schema(#[from] Box<cedar_policy::CedarSchemaError>),
    /// The policies cannot be read.
    #[error("policies: {0}")]
    Syntax(#[from] Box<cedar_policy::ParseErrors>),
    /// The policies do not fit the schema.
    #[error("policies do not fit their schema: {0}")]
    Invalid(String),
}

/// The policies of a service.
pub struct PolicySet {
    schema: Schema,
    policies: cedar_policy::PolicySet,
    authorizer: Authorizer,
}

impl PolicySet {
    /// Reads and validates policies.
    ///
    /// # Errors
    /// [`PolicyError`], which no released service can meet: its tests load
    /// the same text.
    pub fn try_new(policies: &str, schema: &str) -> Result<Self, PolicyError> {
        let (schema, _warnings) = Schema::from_cedarschema_str(schema).map_err(Box::new)?;
        let policies = cedar_policy::PolicySet::from_str(policies).map_err(Box::new)?;
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !result.validation_passed() {
            let errors: Vec<_> = result
                .validation_errors()
                .map(ToString::to_string)
                .collect();
            return Err(PolicyError::Invalid(errors.join("; ")));
        }
        Ok(Self {
            schema,
            policies,
            authorizer: Authorizer::new(),
        })
    }

    /// Whether the caller may do it.
    #[must_use]
    pub fn allows(&self, caller: &Caller, action: &str, resource: &Resource) -> bool {
        match self.decide(caller, action, resource) {
            Ok(decision) => decision == Decision::Allow,
            Err(error) => {
                // A request that the schema does not know is denied.
                tracing::error!(%error, action, "policy question does not fit the schema");
                false
            }
        }
    }

    /// Lets the caller pass if they may do it.
    ///
    /// # Errors
    /// UNAUTHENTICATED (`SIGN_IN_REQUIRED`) for nobody in particular,
    /// PERMISSION_DENIED (`NOT_PERMITTED`) for the others.
    pub fn authorize(
        &self,
        caller: &Caller,
        action: &str,
        resource: &Resource,
    ) -> Result<(), Problem> {
        if self.allows(caller, action, resource) {
            return Ok(());
        }
        Err(match caller.principal {
            Principal::Anonymous => {
                Problem::unauthenticated("SIGN_IN_REQUIRED", "an access token is required")
            }
            Principal::Account(_) | Principal::Service(_) => {
                Problem::denied("NOT_PERMITTED", "the caller may not do this")
            }
        })
    }

    /// Lets the caller pass if they may know of it.
    ///
    /// # Errors
    /// NOT_FOUND, as if `name` did not exist.
    pub fn require_visible(
        &self,
        caller: &Caller,
        action: &str,
        resource: &Resource,
        name: impl fmt::Display,
    ) -> Result<(), Problem> {
        if self.allows(caller, action, resource) {
            Ok(())
        } else {
            Err(Problem::not_found(name))
        }
    }

    fn decide(
        &self,
        caller: &Caller,
        action: &str,
        resource: &Resource,
    ) -> Result<Decision, Box<dyn std::error::Error>> {
        let principal = resource::principal(caller)?;
        let target = resource.entity_uid()?;
        let action = uid("Action", action)?;
        let request = Request::new(
            principal.uid(),
            action,
            target.clone(),
            Context::empty(),
            Some(&self.schema),
        )?;
        let mut given = vec![principal];
        given.push(resource.to_entity()?);
        let entities = Entities::from_entities(given, Some(&self.schema))?;
        let response = self
            .authorizer
            .is_authorized(&request, &self.policies, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string().into());
        }
        Ok(response.decision())
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Box<cedar_policy::ParseErrors>> {
    Ok(EntityUid::from_type_name_and_id(
        EntityTypeName::from_str(kind).map_err(Box::new)?,
        EntityId::new(id),
    ))
}
