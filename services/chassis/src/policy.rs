//! Who may do what: Cedar policies, a readable text per service, validated
//! against its schema when the service starts. Rules on *when* are the
//! domain's.

mod resource;

use std::{collections::HashMap, fmt, str::FromStr};

use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid,
    Policy, Request, Schema, ValidationMode, Validator,
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
    /// By the action's name. The others cannot say anything about it, and
    /// asking all of them for each call costs more than the call.
    rules: HashMap<String, ActionRules>,
    authorizer: Authorizer,
}

/// What there is to say about an action.
struct ActionRules {
    action: EntityUid,
    policies: cedar_policy::PolicySet,
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
        if let Some(group) = schema.action_groups().next() {
            let error = format!("{group} is a group of actions; policies name each action");
            return Err(PolicyError::Invalid(error));
        }
        let rules = schema
            .actions()
            .map(|action| {
                let rules = ActionRules::select(action, &policies)?;
                Ok((action.id().unescaped().to_owned(), rules))
            })
            .collect::<Result<_, PolicyError>>()?;
        Ok(Self {
            schema,
            rules,
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
        let rules = self.rules.get(action).ok_or("unknown action")?;
        let principal = resource::principal(caller)?;
        let request = Request::new(
            principal.uid(),
            rules.action.clone(),
            resource.entity_uid()?,
            Context::empty(),
            Some(&self.schema),
        )?;
        // Held against the schema by whatever is tested; in a release, what is
        // missing makes the policy that asks for it fail, and so denies.
        let schema = cfg!(debug_assertions).then_some(&self.schema);
        let entities = Entities::from_entities([principal, resource.to_entity()?], schema)?;
        let response = self
            .authorizer
            .is_authorized(&request, &rules.policies, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string().into());
        }
        Ok(response.decision())
    }
}

impl ActionRules {
    fn select(action: &EntityUid, policies: &cedar_policy::PolicySet) -> Result<Self, PolicyError> {
        let applies = |policy: &&Policy| match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(only) => only == *action,
            ActionConstraint::In(listed) => listed.contains(action),
        };
        let selected = policies.policies().filter(applies).cloned();
        Ok(Self {
            action: action.clone(),
            policies: cedar_policy::PolicySet::from_policies(selected)
                .map_err(|error| PolicyError::Invalid(error.to_string()))?,
        })
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Box<cedar_policy::ParseErrors>> {
    Ok(EntityUid::from_type_name_and_id(
        EntityTypeName::from_str(kind).map_err(Box::new)?,
        EntityId::new(id),
    ))
}
