//! How our own programs speak to the server: the official SDK for Deadline Cloud, kept on the
//! address that was given, that for S3, and the few calls of CloudWatch Logs and STS that go with it.

mod credentials;
mod deadline;
mod event_stream;
mod extension;
mod host_prefix;
mod http_client;
mod in_json;
mod logs;
pub mod s3;
mod sign_in;
mod signed;
mod sts;
mod unsigned;

pub use aws_credential_types::Credentials;
pub use aws_sdk_deadline as sdk;
pub use aws_sdk_s3 as s3_sdk;
pub use aws_smithy_types::{Document, Number};

pub use credentials::{SharedCredentials, static_key};
pub use deadline::{Endpoint, HOLD_HEADER, Patience, connect, connect_patiently, connect_to_aws};
pub use event_stream::{EventStream, StreamEvent};
pub use extension::ExtensionClient;
pub use http_client::trust;
pub use in_json::InJson;
pub use logs::{LogEvent, LogsClient, LogsPage};
pub use sign_in::SignInClient;
pub use signed::CallError;
pub use sts::{Identity, StsClient};
pub use unsigned::{Unsigned, get_unsigned};
