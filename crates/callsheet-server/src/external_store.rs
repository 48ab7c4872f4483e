//! An S3 store of somebody else's that keeps our objects: MinIO, Garage, Ceph, AWS.

use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use callsheet_api::Timestamp;
use callsheet_api::sigv4::{SignRequest, UNSIGNED_PAYLOAD, sign_declared};
use callsheet_companions::s3::{Body, Onward};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::outbound::{self, connector, in_words};

/// What is read ahead of the store, and written ahead of it, on each connection.
const MOST_BUFFERED: usize = 128 * 1024;
/// Shorter than stores keep a connection that rests.
const MOST_IDLE: std::time::Duration = std::time::Duration::from_secs(15);

/// Who talks to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// This server, for everybody: they keep its address and its credentials.
    ThroughUs,
    /// Everybody, with the store's own credentials.
    Directly,
}

#[derive(Clone)]
pub struct ExternalStore {
    /// As in `https://s3.example`, without a path.
    pub endpoint: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
    /// To whom its buckets belong.
    pub account_id: String,
    pub reached: Reached,
}

impl fmt::Debug for ExternalStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalStore")
            .field("endpoint", &self.endpoint)
            .field("access_key_id", &self.access_key_id)
            .field("reached", &self.reached)
            .finish_non_exhaustive()
    }
}

type Https = outbound::Https<Body>;

/// Clones share connections. The roots of trust are read with the first request.
#[derive(Clone, Default)]
pub(crate) struct StoreClient(Arc<OnceLock<Result<Https, String>>>);

impl fmt::Debug for StoreClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreClient")
    }
}

impl StoreClient {
    /// Asks the store in our own name. Why there is no answer, in words.
    pub async fn send(
        &self,
        store: &ExternalStore,
        method: Method,
        onward: Onward,
        body: Body,
        now: Timestamp,
    ) -> Result<Response<Incoming>, String> {
        let client = self.0.get_or_init(connect).as_ref()?;
        let request = signed(store, method, onward, now)?;
        let answer = client.request(request.map(|()| body)).await;
        answer.map_err(|why| in_words(&why))
    }

    /// Puts an object that is in memory. Answers the status.
    pub async fn put(
        &self,
        store: &ExternalStore,
        object: Put,
        now: Timestamp,
    ) -> Result<http::StatusCode, String> {
        let mut headers = HeaderMap::new();
        let kind = HeaderValue::from_static(object.content_type);
        headers.insert(header::CONTENT_TYPE, kind);
        let onward = Onward {
            path: object.path,
            query: String::new(),
            headers,
            payload: UNSIGNED_PAYLOAD.to_owned(),
        };
        let body = Body::from(object.bytes);
        let answer = self.send(store, Method::PUT, onward, body, now).await?;
        Ok(answer.status())
    }
}

pub(crate) struct Put {
    pub path: String,
    pub content_type: &'static str,
    pub bytes: Bytes,
}

fn connect() -> Result<Https, String> {
    Ok(Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(MOST_IDLE)
        .http1_max_buf_size(MOST_BUFFERED)
        .build(connector()?))
}

fn signed(
    store: &ExternalStore,
    method: Method,
    onward: Onward,
    now: Timestamp,
) -> Result<Request<()>, String> {
    let target = match onward.query.as_str() {
        "" => format!("{}{}", store.endpoint, onward.path),
        query => format!("{}{}?{query}", store.endpoint, onward.path),
    };
    let unfit = |why: String| format!("the request cannot be passed on: {why}");
    let uri: Uri = target.parse().map_err(|why| unfit(format!("{why}")))?;
    let host = uri.authority().map(ToString::to_string).unwrap_or_default();
    let mut named = vec![("host", host.as_str())];
    for (name, value) in &onward.headers {
        if name.as_str().starts_with("x-amz-") || name == "content-md5" {
            let value = value.to_str();
            let value = value.map_err(|_| unfit(format!("the header {name} is no plain text")))?;
            named.push((name.as_str(), value));
        }
    }
    let added = sign_declared(
        &SignRequest {
            method: method.as_str(),
            raw_path: &onward.path,
            raw_query: &onward.query,
            headers: &named,
            body: b"",
            access_key_id: &store.access_key_id,
            secret_access_key: &store.secret_access_key,
            session_token: None,
            region: &store.region,
            service: "s3",
            now_ms: now.as_ms(),
        },
        &onward.payload,
    );
    let host = HeaderValue::from_str(&host).map_err(|why| unfit(why.to_string()))?;
    let mut headers = onward.headers;
    headers.insert(header::HOST, host);
    for (name, value) in added {
        let value = HeaderValue::from_str(&value).map_err(|why| unfit(why.to_string()))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    let mut request = Request::new(());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use callsheet_api::sigv4::{Signed, SigningKey};

    fn store() -> ExternalStore {
        ExternalStore {
            endpoint: "http://store.example:9000".to_owned(),
            region: "garage".to_owned(),
            access_key_id: "STORE".to_owned(),
            secret_access_key: "hidden".to_owned(),
            account_id: "000000000000".to_owned(),
            reached: Reached::ThroughUs,
        }
    }

    #[test]
    fn what_is_passed_on_is_signed_with_the_stores_key() {
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-meta-a", HeaderValue::from_static("1"));
        headers.insert("if-none-match", HeaderValue::from_static("*"));
        let onward = Onward {
            path: "/farm/q%201/x".to_owned(),
            query: "partNumber=1&uploadId=u".to_owned(),
            headers,
            payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER".to_owned(),
        };
        let now = Timestamp::from_ms(1_767_225_600_000);
        let request = signed(&store(), Method::PUT, onward, now).unwrap();
        assert_eq!(request.uri().path(), "/farm/q%201/x");
        assert_eq!(request.headers()["host"], "store.example:9000");
        assert_eq!(request.headers()["if-none-match"], "*");
        let (path, query) = (request.uri().path(), request.uri().query().unwrap());
        let claim = Signed::from_request("PUT", path, query, request.headers());
        let claim = claim.unwrap().unwrap();
        assert_eq!((claim.access_key_id(), claim.region()), ("STORE", "garage"));
        let key = SigningKey::derive("hidden", claim.day(), "garage", "s3");
        assert_eq!(claim.verify(&key, "", now.as_ms()), Ok(()));
    }

    #[test]
    fn its_secret_is_not_shown() {
        assert!(!format!("{:?}", store()).contains("hidden"));
    }
}
