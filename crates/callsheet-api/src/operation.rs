//! What is known of each operation, and the trait that ties it to its types.

use serde::{Serialize, de::DeserializeOwned};

use crate::exception::ExceptionKind;
use crate::generated::operation_facts::FACTS;
use crate::shape::Shape;

pub use crate::generated::operations::Operation;

/// An operation as a type: what it is asked and what it answers.
pub trait Call {
    const OPERATION: Operation;
    type Request: Serialize + DeserializeOwned + Send + 'static;
    type Response: Serialize + DeserializeOwned + Send + 'static;
}

/// Something to do with the types of any operation; see [`crate::calls::visit`].
pub trait Visitor {
    type Output;
    fn visit<C: Call>(self) -> Self::Output;
}

/// What clients put before the host's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostPrefix {
    Management,
    Scheduling,
}

pub(crate) struct Facts {
    pub http_method: &'static str,
    pub success_status: u16,
    pub route: &'static str,
    pub labels: &'static [&'static str],
    pub host_prefix: HostPrefix,
    pub exceptions: &'static [ExceptionKind],
    pub has_client_token: bool,
    pub is_readonly: bool,
    pub is_idempotent: bool,
    pub request: &'static Shape,
    pub response: &'static Shape,
}

impl Operation {
    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.as_str()
    }

    /// The path with its labels, like `/2023-10-12/farms/{farmId}`.
    #[must_use]
    pub fn route(self) -> &'static str {
        self.facts().route
    }

    #[must_use]
    pub fn http_method(self) -> &'static str {
        self.facts().http_method
    }

    /// The members in the path, in the path's order.
    #[must_use]
    pub fn labels(self) -> &'static [&'static str] {
        self.facts().labels
    }

    #[must_use]
    pub fn success_status(self) -> u16 {
        self.facts().success_status
    }

    #[must_use]
    pub fn host_prefix(self) -> HostPrefix {
        self.facts().host_prefix
    }

    /// The exceptions that the model lets this operation answer.
    #[must_use]
    pub fn exceptions(self) -> &'static [ExceptionKind] {
        self.facts().exceptions
    }

    #[must_use]
    pub fn may_answer(self, kind: ExceptionKind) -> bool {
        self.exceptions().contains(&kind)
    }

    #[must_use]
    pub fn has_client_token(self) -> bool {
        self.facts().has_client_token
    }

    #[must_use]
    pub fn is_readonly(self) -> bool {
        self.facts().is_readonly
    }

    #[must_use]
    pub fn is_idempotent(self) -> bool {
        self.facts().is_idempotent
    }

    #[must_use]
    pub fn request_shape(self) -> &'static Shape {
        self.facts().request
    }

    #[must_use]
    pub fn response_shape(self) -> &'static Shape {
        self.facts().response
    }
}
