//! The SDK puts `management.` or `scheduling.` before the host of every request. A farm of one's
//! own has one address, so the prefix is taken off again before the request is signed.

use aws_sdk_deadline::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_deadline::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;

const PREFIXES: [&str; 2] = ["management.", "scheduling."];

#[derive(Debug)]
pub struct KeepHost {
    /// Host and port as they were given.
    authority: String,
}

impl KeepHost {
    pub fn of(url: &str) -> Self {
        let uri = url.parse::<http::Uri>().ok();
        let authority = uri.as_ref().and_then(http::Uri::authority);
        KeepHost {
            authority: authority.map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// The address without the prefix; `None` when there is none to take off.
    fn kept(&self, uri: &str) -> Option<String> {
        let uri: http::Uri = uri.parse().ok()?;
        let found = uri.authority()?.as_str();
        let rest = PREFIXES
            .iter()
            .find_map(|prefix| found.strip_prefix(prefix))?;
        if rest != self.authority {
            return None;
        }
        let mut parts = uri.clone().into_parts();
        parts.authority = Some(self.authority.parse().ok()?);
        Some(http::Uri::from_parts(parts).ok()?.to_string())
    }
}

#[dyn_dispatch_hint]
impl Intercept for KeepHost {
    fn name(&self) -> &'static str {
        "KeepHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(kept) = self.kept(context.request().uri()) {
            context.request_mut().set_uri(kept)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_prefix_goes() {
        let keep = KeepHost::of("http://127.0.0.1:8720");
        let kept = keep.kept("http://scheduling.127.0.0.1:8720/2023-10-12/farms?a=b%20c");
        assert_eq!(
            kept.as_deref(),
            Some("http://127.0.0.1:8720/2023-10-12/farms?a=b%20c")
        );
        assert_eq!(keep.kept("http://127.0.0.1:8720/x"), None);
        assert_eq!(keep.kept("http://management.elsewhere:8720/x"), None);
    }

    #[test]
    fn a_host_that_is_called_so_by_itself_is_kept() {
        let keep = KeepHost::of("https://management.farm.example");
        assert_eq!(keep.kept("https://management.farm.example/x"), None);
        let kept = keep.kept("https://management.management.farm.example/x");
        assert_eq!(kept.as_deref(), Some("https://management.farm.example/x"));
    }
}
