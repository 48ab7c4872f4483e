//! The subset of S3 that job attachments need, and what tools around them use.
//!
//! `s3s` speaks the protocol; it is named in this module and nowhere else. What is in the buckets
//! lies behind [`Catalogue`], and so do the bytes of small objects; others are files of [`Blobs`].
//! A request's signature was verified before it comes here; it is checked once more inside `s3s`,
//! which decodes signed chunks by it.

mod blobs;
mod buckets;
mod catalogue;
mod conditions;
mod copying;
mod digests;
mod gate;
mod listing;
mod objects;
mod operations;
mod page;
mod passing;
mod reading;
mod receiving;
mod trouble;
mod uploads;
mod writing;

use std::sync::Arc;

use s3s::auth::SecretKey;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::S3ServiceBuilder;
use s3s::{HttpRequest, HttpResponse, S3Result};

pub use blobs::{BlobId, Blobs, Sweep};
pub use catalogue::{
    Bucket, Catalogue, Completing, Content, Described, Dropped, Entry, Expected, Found, NewObject,
    NewPart, NewUpload, Object, Page, Part, Position, Readable, Stored, Upload, UploadMark, Wanted,
};
pub use digests::{Algorithm, Kept};
pub use gate::{Rights, Touched};
pub use passing::{NotSent, Onward, answered, onward, path_of, refusal};
pub use s3s::Body;
pub use trouble::Trouble;
pub use writing::put_whole;

/// What a request may hold that is read as a whole: lists of keys and of parts.
const MOST_DOCUMENT_BYTES: usize = 8 * 1024 * 1024;

/// Who asks. It is proven already.
pub struct Asker {
    pub access_key_id: String,
    pub secret: String,
    pub rights: Arc<dyn Rights>,
}

/// Where the buckets are, as requests and answers name it.
#[derive(Clone, Debug)]
pub struct Place {
    pub region: String,
    pub account: String,
}

/// Everything that an operation works with.
pub(crate) struct Door<C> {
    catalogue: C,
    blobs: Arc<Blobs>,
    place: Place,
}

/// Answers one request. Putting the service together costs a few small boxes, and each request
/// has its own, so that nobody is answered under somebody else's rights.
pub async fn answer<C: Catalogue>(
    catalogue: C,
    blobs: Arc<Blobs>,
    place: Place,
    asker: Asker,
    request: HttpRequest,
) -> HttpResponse {
    let Asker {
        access_key_id,
        secret,
        rights,
    } = asker;
    let mut builder = S3ServiceBuilder::new(Door {
        catalogue,
        blobs,
        place: place.clone(),
    });
    builder.set_auth(OneKey {
        id: access_key_id,
        secret: SecretKey::from(secret),
    });
    builder.set_access(gate::Gate { rights, place });
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config()))));
    match builder.build().call(request).await {
        Ok(response) => response,
        Err(why) => trouble::broken(format!("{why:?}")),
    }
}

fn config() -> S3Config {
    let mut config = S3Config::default();
    config.xml_max_body_size = MOST_DOCUMENT_BYTES;
    // Nothing is taken from forms: see `gate`.
    config.post_object_max_file_size = 0;
    // The signature's age was judged before, by a clock that tests can set.
    config.presigned_url_max_skew_time_secs = u32::MAX;
    config
}

/// The key of the one caller that there is.
struct OneKey {
    id: String,
    secret: SecretKey,
}

#[async_trait::async_trait]
impl s3s::auth::S3Auth for OneKey {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if access_key == self.id {
            Ok(self.secret.clone())
        } else {
            Err(s3s::s3_error!(InvalidAccessKeyId))
        }
    }
}
