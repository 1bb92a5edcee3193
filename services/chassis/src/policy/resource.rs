//! What a policy is told of the caller and of the thing they ask for.

use std::{collections::HashMap, fmt};

use cedar_policy::{Entity, EntityUid, ParseErrors, RestrictedExpression};

use super::uid;
use crate::auth::{Caller, Principal};

type Attributes = HashMap<String, RestrictedExpression>;

/// The thing that a caller asks for, as policies see it.
#[derive(Debug, Clone)]
pub struct Resource {
    kind: &'static str,
    id: String,
    attributes: Vec<(&'static str, Attribute)>,
}

#[derive(Debug, Clone)]
enum Attribute {
    Bool(bool),
    Entity(&'static str, String),
    Entities(&'static str, Vec<String>),
}

impl Resource {
    /// A thing of a type that the schema declares.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        Self {
            kind,
            id: id.to_string(),
            attributes: Vec::new(),
        }
    }

    /// Adds a truth value.
    #[must_use]
    pub fn bool(mut self, name: &'static str, value: bool) -> Self {
        self.attributes.push((name, Attribute::Bool(value)));
        self
    }

    /// Adds a reference.
    #[must_use]
    pub fn entity(mut self, name: &'static str, kind: &'static str, id: impl fmt::Display) -> Self {
        let value = Attribute::Entity(kind, id.to_string());
        self.attributes.push((name, value));
        self
    }

    /// Adds a set of references.
    #[must_use]
    pub fn entities<I: fmt::Display>(
        mut self,
        name: &'static str,
        kind: &'static str,
        ids: impl IntoIterator<Item = I>,
    ) -> Self {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        self.attributes.push((name, Attribute::Entities(kind, ids)));
        self
    }

    pub(super) fn entity_uid(&self) -> Result<EntityUid, Box<ParseErrors>> {
        uid(self.kind, &self.id)
    }

    pub(super) fn to_entity(&self) -> Result<Entity, Box<dyn std::error::Error>> {
        let mut attributes = Attributes::new();
        for (name, attribute) in &self.attributes {
            let value = match attribute {
                Attribute::Bool(value) => RestrictedExpression::new_bool(*value),
                Attribute::Entity(kind, id) => RestrictedExpression::new_entity_uid(uid(kind, id)?),
                Attribute::Entities(kind, ids) => references(kind, ids)?,
            };
            attributes.insert((*name).to_owned(), value);
        }
        Ok(Entity::new(self.entity_uid()?, attributes, [].into())?)
    }
}

/// The caller as an entity with all of their roles.
pub(super) fn principal(caller: &Caller) -> Result<Entity, Box<dyn std::error::Error>> {
    let (kind, id) = match &caller.principal {
        Principal::Anonymous => ("Anonymous", "anonymous".to_owned()),
        Principal::Service(name) => ("Service", name.clone()),
        Principal::Account(account) => ("Account", account.to_string()),
    };
    let mut attributes = Attributes::new();
    if let Principal::Account(_) = caller.principal {
        let mut add = |name: &str, value| attributes.insert(name.to_owned(), value);
        add(
            "operator",
            RestrictedExpression::new_bool(caller.is_operator()),
        );
        add("heads", references("Organization", caller.heads())?);
        add("editors", references("Organization", caller.editors())?);
        add(
            "representatives",
            references("Organization", caller.representatives())?,
        );
        add("teams", references("Team", caller.teams())?);
    }
    Ok(Entity::new(uid(kind, &id)?, attributes, [].into())?)
}

fn references<I: fmt::Display>(
    kind: &str,
    ids: impl IntoIterator<Item = I>,
) -> Result<RestrictedExpression, Box<ParseErrors>> {
    let ids: Result<Vec<_>, _> = ids
        .into_iter()
        .map(|id| uid(kind, &id.to_string()).map(RestrictedExpression::new_entity_uid))
        .collect();
    Ok(RestrictedExpression::new_set(ids?))
}
