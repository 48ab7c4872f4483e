//! Valid requests and answers made from the table of shapes: skeletons to fill in, and something
//! to try every operation with.

use serde_json::{Map, Value, json};

use crate::Operation;
use crate::shape::{Kind, Range, Shape};

/// Only filters of a search can hold themselves; deeper than this they take the first choice.
const MAX_DEPTH: usize = 12;

/// A valid request with every member; `choice` selects among the members of unions and the values
/// of enums, any number will do.
#[must_use]
pub fn request(operation: Operation, choice: usize) -> Value {
    sample(operation.request_shape(), choice, 0)
}

/// A valid answer with every member.
#[must_use]
pub fn response(operation: Operation, choice: usize) -> Value {
    sample(operation.response_shape(), choice, 0)
}

fn sample(shape: &Shape, choice: usize, depth: usize) -> Value {
    let choice = if depth > MAX_DEPTH { 0 } else { choice };
    let inner = |shape| sample(shape, choice, depth + 1);
    match &shape.kind {
        Kind::Structure(members) => {
            let members = members
                .iter()
                .map(|one| (one.name.to_owned(), inner(one.shape)));
            Value::Object(members.collect())
        }
        Kind::Union(members) => {
            let member = &members[choice % members.len()];
            json!({ member.name: inner(member.shape) })
        }
        Kind::List { item, length } => {
            Value::Array(vec![inner(item); length.min.unwrap_or(1).max(1)])
        }
        Kind::Map { key, value, .. } => {
            let key = inner(key).as_str().unwrap_or_default().to_owned();
            Value::Object(Map::from_iter([(key, inner(value))]))
        }
        Kind::Text {
            length,
            pattern: None,
        } => {
            let length = length.min.unwrap_or(1).max(1);
            "x".repeat(length).into()
        }
        Kind::Text {
            pattern: Some(_), ..
        } => text_with_pattern(shape.name).into(),
        Kind::Enumeration(values) => values[choice % values.len()].into(),
        Kind::Id { prefix } => format!("{prefix}-{}", "0".repeat(32)).into(),
        Kind::NumberedId { prefix } => format!("{prefix}-{}-0", "0".repeat(32)).into(),
        Kind::Integer(Range { min, .. }) => min.unwrap_or(0).into(),
        Kind::Float(Range { min, .. }) => min.unwrap_or(0.0).into(),
        Kind::Timestamp => "2024-03-26T18:11:19.065Z".into(),
        Kind::Document => json!({}),
    }
}

/// An example for each pattern; a test notices when the model gets a new one.
fn text_with_pattern(shape_name: &str) -> &'static str {
    match shape_name {
        "AggregationId" => "00000000000000000000000000000000",
        "AmountCapabilityName" => "amount.worker.vcpu",
        "AttributeCapabilityName" => "attr.worker.os.family",
        "BooleanString" => "true",
        "EnvironmentId" => "JOB:job-00000000000000000000000000000000:Name",
        "FloatString" => "1.5",
        "IamRoleArn" => "arn:aws:iam::000000000000:role/Name",
        "IdentityCenterInstanceArn" => "arn:aws:sso:::instance/ssoins-0000000000000000",
        "IdentityCenterPrincipalId" => "00000000-0000-0000-0000-000000000000",
        "IdentityStoreId" => "d-0000000000",
        "IntString" => "1",
        "IpV4Address" => "127.0.0.1",
        "IpV6Address" => "0:0:0:0:0:0:0:1",
        "KmsKeyArn" => "arn:aws:kms:us-west-2:000000000000:key/name",
        "MeteredProductId" => "product-1",
        "OpenjdExtensionName" => "TASK_CHUNKING",
        "Region" => "us-west-2",
        "SecurityGroupId" => "sg-0",
        "SubnetId" => "subnet-0",
        "Timezone" => "UTC+00:00",
        "VpcId" => "vpc-0",
        "WindowsUserPasswordArnString" => {
            "arn:aws:secretsmanager:us-west-2:000000000000:secret:name"
        }
        _ => "name",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Visitor, calls, rest_json};

    /// More than any union or enum of the model has, so that every one of them comes up.
    const CHOICES: usize = 12;

    struct RoundTrip {
        request: Value,
        response: Value,
    }

    impl Visitor for RoundTrip {
        type Output = (Value, Value);

        fn visit<C: Call>(self) -> (Value, Value) {
            let request: C::Request = serde_json::from_value(self.request).unwrap();
            let response: C::Response = serde_json::from_value(self.response).unwrap();
            (
                serde_json::to_value(request).unwrap(),
                serde_json::to_value(response).unwrap(),
            )
        }
    }

    #[test]
    fn the_table_and_the_types_agree_on_every_operation() {
        for &operation in Operation::ALL {
            for choice in 0..CHOICES {
                let mut request = request(operation, choice);
                let response = response(operation, choice);
                let refused = rest_json::check_request(operation, &mut request);
                assert_eq!(refused, Ok(()), "{operation} {request}");
                let violations = rest_json::check_response(operation, &response);
                assert_eq!(violations, [], "{operation} {response}");

                let trip = RoundTrip {
                    request: request.clone(),
                    response: response.clone(),
                };
                let (request_after, response_after) = calls::visit(operation, trip);
                assert_eq!(request_after, request, "{operation}");
                assert_eq!(response_after, response, "{operation}");
            }
        }
    }

    #[test]
    fn a_request_that_is_valid_fits_through_the_wire() {
        for &operation in Operation::ALL {
            let expected = request(operation, 0);
            let mut path = operation.route().to_owned();
            for label in operation.labels() {
                let value = expected[label].as_str().unwrap();
                path = path.replace(&format!("{{{label}}}"), value);
            }
            let (mut query, mut body) = (Vec::new(), Map::new());
            let mut headers = http::HeaderMap::new();
            for member in operation.request_shape().members() {
                let value = &expected[member.name];
                let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
                match member.location {
                    crate::shape::Location::Label => {}
                    crate::shape::Location::Body => {
                        body.insert(member.name.to_owned(), value.clone());
                    }
                    crate::shape::Location::Header(name) => {
                        headers.insert(name, text(value).parse().unwrap());
                    }
                    crate::shape::Location::Query => {
                        let one = std::slice::from_ref(value);
                        let values = value.as_array().map_or(one, Vec::as_slice);
                        let pairs = values
                            .iter()
                            .map(|value| format!("{}={}", member.name, text(value)));
                        query.extend(pairs);
                    }
                }
            }
            let found = rest_json::route(operation.http_method(), &path).unwrap();
            let body = Value::Object(body).to_string();
            let query = query.join("&");
            let read = rest_json::read_value(&found, &query, &headers, body.as_bytes());
            assert_eq!(read, Ok(expected), "{operation}");
        }
    }
}
