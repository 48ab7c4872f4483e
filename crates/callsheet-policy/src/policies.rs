//! All policies together, and the answer to a question.

use cedar_policy::{
    Authorizer, Decision, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};

use crate::Question;
use crate::schema;

/// The policies that come with callsheet: names and texts.
pub const BUILT_IN: [(&str, &str); 3] = [
    (
        "administrators.cedar",
        include_str!("../policies/administrators.cedar"),
    ),
    ("members.cedar", include_str!("../policies/members.cedar")),
    ("machines.cedar", include_str!("../policies/machines.cedar")),
];

/// A file of policies that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {why}")]
pub struct Refused {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub why: String,
}

pub struct Policies {
    set: PolicySet,
    /// Without what was added.
    built_in: PolicySet,
    authorizer: Authorizer,
    added: usize,
}

impl std::fmt::Debug for Policies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policies")
            .field("added", &self.added)
            .finish_non_exhaustive()
    }
}

impl Policies {
    /// Those that come with callsheet, and files of whoever runs it: names and texts.
    pub fn with_files(files: &[(String, String)]) -> Result<Self, Refused> {
        let schema = schema()?;
        let mut policies = Self {
            set: PolicySet::new(),
            built_in: PolicySet::new(),
            authorizer: Authorizer::new(),
            added: 0,
        };
        for (name, text) in BUILT_IN {
            policies.add(name, text)?;
        }
        policies.built_in = policies.set.clone();
        let own = policies.set.policies().count();
        for (name, text) in files {
            policies.add(name, text)?;
        }
        policies.added = policies.set.policies().count() - own;
        policies.check(schema, files)?;
        Ok(policies)
    }

    /// Is there anything beyond what comes with callsheet?
    #[must_use]
    pub const fn are_added_to(&self) -> bool {
        self.added > 0
    }

    /// Denied, if nothing permits it, if anything forbids it, and if a policy cannot be evaluated.
    #[must_use]
    pub fn allow(&self, question: &Question<'_>) -> bool {
        self.is_allowed_by(&self.set, question)
    }

    /// Before all is known that a policy may look at: what was added is asked when it is.
    #[must_use]
    pub fn may_allow(&self, question: &Question<'_>) -> bool {
        self.is_allowed_by(&self.built_in, question)
    }

    fn is_allowed_by(&self, set: &PolicySet, question: &Question<'_>) -> bool {
        let (Ok(request), Ok(entities)) = (question.request(None), question.entities()) else {
            return false;
        };
        let response = self.authorizer.is_authorized(&request, set, &entities);
        // A forbidding policy that fails must not let anybody in.
        response.decision() == Decision::Allow && response.diagnostics().errors().next().is_none()
    }

    /// A policy is named by its file and its own name, or its place in the file.
    fn add(&mut self, file: &str, text: &str) -> Result<(), Refused> {
        let parsed: PolicySet = text.parse().map_err(|why| unreadable(file, text, &why))?;
        if parsed.templates().next().is_some() {
            return Err(refused(
                file,
                1,
                "templates are not used here; write policies",
            ));
        }
        for policy in parsed.policies() {
            let name = policy
                .annotation("id")
                .map_or_else(|| policy.id().to_string(), std::borrow::ToOwned::to_owned);
            let id = PolicyId::new(format!("{file}/{name}"));
            let line = line_of(text, policy);
            self.set
                .add(policy.new_id(id))
                .map_err(|why| refused(file, line, why))?;
        }
        Ok(())
    }

    /// Against the schema: a misspelt action or attribute is said at once.
    fn check(&self, schema: Schema, files: &[(String, String)]) -> Result<(), Refused> {
        let result = Validator::new(schema).validate(&self.set, ValidationMode::Strict);
        let Some(error) = result.validation_errors().next() else {
            return Ok(());
        };
        let id = error.policy_id().to_string();
        let (file, _) = id.rsplit_once('/').unwrap_or((&id, ""));
        let text = files.iter().find(|(name, _)| name == file);
        let policy = self.set.policy(error.policy_id());
        let line = match (text, policy) {
            (Some((_, text)), Some(policy)) => line_of(text, policy),
            (Some(_), None) | (None, _) => 1,
        };
        Err(refused(file, line, error))
    }
}

fn schema() -> Result<Schema, Refused> {
    let (schema, _) = Schema::from_cedarschema_str(&schema::text())
        .map_err(|why| refused("the schema", 1, why))?;
    Ok(schema)
}

/// The schema in Cedar's notation: what policies of one's own may speak of.
#[must_use]
pub fn schema_text() -> String {
    schema::text()
}

fn unreadable(file: &str, text: &str, why: &cedar_policy::ParseErrors) -> Refused {
    use cedar_policy::ParseErrors;
    let place = ParseErrors::iter(why).find_map(miette_offset).unwrap_or(0);
    refused(file, line_at(text, place), why)
}

fn miette_offset(error: &cedar_policy::ParseError) -> Option<usize> {
    use miette::Diagnostic as _;
    Some(error.labels()?.next()?.offset())
}

/// Where it begins: policies keep their own text.
fn line_of(text: &str, policy: &Policy) -> usize {
    let own = policy.to_string();
    line_at(text, text.find(own.trim()).unwrap_or(0))
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.matches('\n').count() + 1
}

fn refused(file: &str, line: usize, why: impl ToString) -> Refused {
    Refused {
        file: file.to_owned(),
        line,
        why: why.to_string(),
    }
}
