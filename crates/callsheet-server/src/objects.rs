//! S3: who asks, how far that caller reaches, and where the bytes are: here, or in a store of
//! somebody else's to which requests are passed on.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use callsheet_api::sigv4::{AuthFailure, Signed};
use callsheet_companions::s3::{self, Asker, Blobs, Place, Trouble};
use callsheet_store::{Ids, Store};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;

use crate::audit;
use crate::auth::Caller;
use crate::auth::objects::ObjectRights;
use crate::auth::verify::{self, Stranger};
use crate::context::{Clock, Cx};
use crate::error::Result;
use crate::external_store::{ExternalStore, Put, Reached, StoreClient};
use crate::http::Answer;
use crate::lent_body::{LentBody, Rest};
use crate::object_catalogue::ObjectCatalogue;

/// In the data folder.
const FOLDER: &str = "objects";
const REQUEST_ID: &str = "x-amz-request-id";

/// What is in the buckets, and where.
#[derive(Clone, Debug)]
pub struct Objects {
    pub(crate) catalogue: ObjectCatalogue,
    pub(crate) blobs: Arc<Blobs>,
    client: StoreClient,
}

impl Objects {
    pub(crate) fn new(data_dir: &Path, store: Store, clock: Clock, ids: Ids) -> Self {
        Self {
            catalogue: ObjectCatalogue { store, clock, ids },
            blobs: Arc::new(Blobs::in_folder(data_dir.join(FOLDER))),
            client: StoreClient::default(),
        }
    }
}

pub(crate) async fn answer(
    cx: &Cx,
    claimed: Result<Signed, Stranger>,
    parts: Parts,
    body: Incoming,
    request_id: &str,
) -> Answer {
    let operation = metrics_name(&parts.method);
    // Who waits for our word before it sends learns the answer without sending.
    let waits = parts.headers.contains_key(header::EXPECT);
    let (body, lender) = LentBody::new(body);
    let key_id = claimed
        .as_ref()
        .map_or("", Signed::access_key_id)
        .to_owned();
    let mut response = match admit(cx, claimed, &parts).await {
        Ok((caller, asker)) => {
            let asked = audit::Request::new(request_id, &parts.extensions);
            let path = parts.uri.path().to_owned();
            let request = Request::from_parts(parts, s3::Body::http_body(body));
            let response = answer_asker(cx, asker, request, request_id).await;
            if response.status() == StatusCode::FORBIDDEN {
                audit::keep(cx, asked, &caller, operation, path, "AccessDenied").await;
            }
            response
        }
        Err(stranger) => {
            drop(body);
            let asked = audit::Request::new(request_id, &parts.extensions);
            let name = stranger.exception().name();
            audit::keep_stranger(cx, asked, &key_id, name).await;
            stranger_response(&stranger, request_id).map(s3::Body::from)
        }
    };
    if lender.settle(waits).await == Rest::OnItsWay {
        // It must not be taken for the next request.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    // A UUID is always a header's value.
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Answer::new(operation, response)
}

async fn answer_asker(
    cx: &Cx,
    asker: Asker,
    request: Request<s3::Body>,
    request_id: &str,
) -> Response<s3::Body> {
    let place = Place {
        region: cx.config.region.clone(),
        account: cx.config.account_id.clone(),
    };
    let Some(store) = &cx.config.objects else {
        let Objects {
            catalogue, blobs, ..
        } = cx.objects.clone();
        return s3::answer(catalogue, blobs, place, asker, request).await;
    };
    match store.reached {
        Reached::ThroughUs => {
            let now = cx.clock.now();
            let (parts, body) = request.into_parts();
            let onward = match s3::onward(&*asker.rights, &place, &parts) {
                Ok(onward) => onward,
                Err(refused) => return refused.response(request_id),
            };
            let client = &cx.objects.client;
            let passed = client.send(store, parts.method, onward, body, now).await;
            passed.map_or_else(
                |why| away(store, &why, request_id),
                |mut answer| {
                    s3::answered(answer.headers_mut());
                    answer.map(s3::Body::http_body)
                },
            )
        }
        Reached::Directly => {
            let message = format!(
                "this server keeps no objects: they are in the S3 store at {}; let \
                 AWS_ENDPOINT_URL_S3 name it, and use the credentials of a queue's role",
                store.endpoint
            );
            let status = StatusCode::NOT_IMPLEMENTED;
            s3::refusal(status, "NotImplemented", &message, request_id)
        }
    }
}

/// Clients try again when they hear this.
fn away(store: &ExternalStore, why: &str, request_id: &str) -> Response<s3::Body> {
    let endpoint = &store.endpoint;
    tracing::warn!(why, endpoint, "the S3 store behind this server is away");
    let message = format!("the S3 store behind this server, {endpoint}, does not answer: {why}");
    let status = StatusCode::SERVICE_UNAVAILABLE;
    s3::refusal(status, "ServiceUnavailable", &message, request_id)
}

impl Objects {
    /// Puts an object that is in memory, wherever objects are.
    pub(crate) async fn put(
        &self,
        cx: &Cx,
        (bucket, key): (String, String),
        content_type: &'static str,
        bytes: Bytes,
    ) -> Result<(), Trouble> {
        let Some(store) = &cx.config.objects else {
            let Self {
                catalogue, blobs, ..
            } = self;
            return s3::put_whole(catalogue, blobs, bucket, key, content_type, bytes).await;
        };
        let put = Put {
            path: s3::path_of(&bucket, &key),
            content_type,
            bytes,
        };
        match self.client.put(store, put, cx.clock.now()).await {
            Ok(status) if status.is_success() => Ok(()),
            Ok(StatusCode::NOT_FOUND) => Err(Trouble::NoSuchBucket),
            Ok(status) => {
                let why = format!("the S3 store at {} answered {status}", store.endpoint);
                Err(Trouble::Internal(why))
            }
            Err(why) => Err(Trouble::Busy(format!(
                "the S3 store at {} does not answer: {why}",
                store.endpoint
            ))),
        }
    }
}

/// What it does is known only to the protocol; metrics tell reading from writing.
fn metrics_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "s3.GET",
        Method::HEAD => "s3.HEAD",
        Method::PUT => "s3.PUT",
        Method::POST => "s3.POST",
        Method::DELETE => "s3.DELETE",
        _ => "s3.other",
    }
}

/// The body is not read yet, so its hash is what the headers declare; who reads it compares.
async fn admit(
    cx: &Cx,
    claimed: Result<Signed, Stranger>,
    parts: &Parts,
) -> Result<(Caller, Asker), Stranger> {
    let signed = claimed?;
    let (caller, key) = verify::caller_and_key(cx, &signed, &parts.headers, &[]).await?;
    let rights = ObjectRights::of(cx, caller.clone()).await;
    let rights = rights.map_err(Stranger::Trouble)?;
    let asker = Asker {
        access_key_id: caller.access_key_id.clone(),
        secret: key.secret().to_owned(),
        rights: Arc::new(rights),
    };
    Ok((caller, asker))
}

fn stranger_response(stranger: &Stranger, request_id: &str) -> Response<Bytes> {
    if let Stranger::Trouble(why) = stranger {
        tracing::error!(%why, "the caller of an S3 request could not be looked up");
    }
    let code = match stranger {
        Stranger::Unsigned => "AccessDenied",
        Stranger::Unknown => "InvalidAccessKeyId",
        Stranger::Expired => "ExpiredToken",
        Stranger::BadSignature(AuthFailure::Skewed) => "RequestTimeTooSkewed",
        Stranger::BadSignature(AuthFailure::Missing | AuthFailure::Expired) => "AccessDenied",
        Stranger::BadSignature(
            AuthFailure::Malformed(_) | AuthFailure::Incomplete(_) | AuthFailure::Mismatch,
        ) => "SignatureDoesNotMatch",
        Stranger::Trouble(_) => "SlowDown",
    };
    let status = match stranger {
        Stranger::Trouble(_) => StatusCode::SERVICE_UNAVAILABLE,
        Stranger::Expired => StatusCode::BAD_REQUEST,
        Stranger::Unsigned | Stranger::Unknown | Stranger::BadSignature(_) => StatusCode::FORBIDDEN,
    };
    // Both are ours and need no escaping.
    let message = &stranger.exception().message;
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
         <Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
    );
    let mut response = Response::new(Bytes::from(document));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/xml");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
