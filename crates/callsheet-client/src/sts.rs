//! Whose key this is.

use std::time::{Duration, SystemTime};

use crate::credentials::SharedCredentials;
use crate::deadline::Endpoint;
use crate::signed::{CallError, SignedService};

const TIMEOUT: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub account: String,
    pub arn: String,
}

#[derive(Debug, Clone)]
pub struct StsClient(SignedService);

impl StsClient {
    pub fn new(endpoint: &Endpoint, credentials: impl Into<SharedCredentials>) -> Self {
        StsClient(SignedService::new(
            endpoint,
            "sts",
            credentials.into(),
            TIMEOUT,
        ))
    }

    pub async fn get_caller_identity(&self) -> Result<Identity, CallError> {
        let headers = [(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )];
        let body = b"Action=GetCallerIdentity&Version=2011-06-15".to_vec();
        let answer = self.0.post(&headers, body, SystemTime::now()).await?;
        let answer = String::from_utf8_lossy(&answer);
        let missing = |name: &str| CallError::Unreadable(format!("`{name}` is missing"));
        Ok(Identity {
            account: element(&answer, "Account").ok_or_else(|| missing("Account"))?,
            arn: element(&answer, "Arn").ok_or_else(|| missing("Arn"))?,
        })
    }
}

/// The text of an element without attributes; account numbers and ARNs have nothing escaped.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, after) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = after.split_once(&format!("</{name}>"))?;
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_wherever_they_stand() {
        let xml = "<R><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></R>";
        assert_eq!(element(xml, "Account").as_deref(), Some("123456789012"));
        assert_eq!(element(xml, "UserId"), None);
    }
}
