//! An operation of the SDK whose members are JSON: what is said replaces the body that the SDK would
//! write, what is heard is the body that it has read. Endpoint, signature, retries and errors stay
//! the SDK's. So programs that hand settings through need not spell each of them.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_deadline::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_deadline::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

/// For one request: `client.get_queue()….customize().interceptor(in_json.clone()).send()`.
#[derive(Debug, Clone, Default)]
pub struct InJson {
    said: Option<Arc<str>>,
    heard: Arc<Mutex<Option<Value>>>,
}

impl InJson {
    /// What goes into the body of the request.
    pub fn saying(body: &Value) -> Self {
        InJson {
            said: Some(body.to_string().into()),
            heard: Arc::default(),
        }
    }

    /// The answer, once there was a success; JSON `null` before.
    pub fn heard(&self) -> Value {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.clone().unwrap_or_default()
    }
}

#[dyn_dispatch_hint]
impl Intercept for InJson {
    fn name(&self) -> &'static str {
        "InJson"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(said) = &self.said {
            let request = context.request_mut();
            let length = said.len().to_string();
            request.headers_mut().insert("content-length", length);
            request
                .headers_mut()
                .insert("content-type", "application/json");
            *request.body_mut() = SdkBody::from(said.as_bytes().to_vec());
        }
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(bytes) = context.response().body().bytes() {
            let heard = serde_json::from_slice(bytes).ok();
            *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
        }
        Ok(())
    }
}
