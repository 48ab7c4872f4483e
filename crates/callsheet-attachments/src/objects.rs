//! The few calls of S3 that attachments need, with errors that name the object.

use std::collections::HashMap;

use callsheet_client::s3_sdk as sdk;
use callsheet_client::{Endpoint, SharedCredentials};
use sdk::Client;
use sdk::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use sdk::primitives::ByteStream;
use sdk::types::{CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier};

use crate::error::Trouble;
use crate::layout::Root;

/// As many as S3 deletes at once.
const DELETED_AT_ONCE: usize = 1_000;

/// One queue's objects. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Objects {
    client: Client,
    root: Root,
}

/// A whole object.
#[derive(Debug, Clone)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub metadata: HashMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub size: u64,
    /// Seconds since 1970.
    pub modified_at_s: i64,
}

impl From<sdk::types::Object> for Listed {
    fn from(object: sdk::types::Object) -> Self {
        Listed {
            key: object.key.unwrap_or_default(),
            size: unsigned(object.size.unwrap_or_default()),
            modified_at_s: object.last_modified.map_or(0, |time| time.secs()),
        }
    }
}

impl Objects {
    pub fn connect(endpoint: &Endpoint, credentials: SharedCredentials, root: Root) -> Self {
        Objects {
            client: callsheet_client::s3::connect(endpoint, credentials),
            root,
        }
    }

    pub fn root(&self) -> &Root {
        &self.root
    }

    pub async fn get(&self, key: &str) -> Result<Object, Trouble> {
        let request = self.client.get_object().bucket(&self.root.bucket).key(key);
        let answer = request.send().await.map_err(|error| trouble(key, &error))?;
        let metadata = answer.metadata.unwrap_or_default();
        let bytes = collect(key, answer.body).await?;
        Ok(Object { bytes, metadata })
    }

    /// The bytes from `first` up to and with `last`.
    pub async fn get_range(&self, key: &str, first: u64, last: u64) -> Result<Vec<u8>, Trouble> {
        let request = self.client.get_object().bucket(&self.root.bucket).key(key);
        let request = request.range(format!("bytes={first}-{last}"));
        let answer = request.send().await.map_err(|error| trouble(key, &error))?;
        collect(key, answer.body).await
    }

    pub async fn put(
        &self,
        key: &str,
        bytes: Vec<u8>,
        metadata: HashMap<String, String>,
    ) -> Result<(), Trouble> {
        let request = self.client.put_object().bucket(&self.root.bucket).key(key);
        let request = request
            .set_metadata(Some(metadata))
            .body(ByteStream::from(bytes));
        request.send().await.map_err(|error| trouble(key, &error))?;
        Ok(())
    }

    /// Puts it unless there is one already, and says whether it did. A store that does not know
    /// the condition writes the same bytes again.
    pub async fn put_new(&self, key: &str, bytes: Vec<u8>) -> Result<bool, Trouble> {
        let request = self.client.put_object().bucket(&self.root.bucket).key(key);
        let request = request.if_none_match("*").body(ByteStream::from(bytes));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => match trouble(key, &error) {
                Trouble::Refused { code, .. } if code == "PreconditionFailed" => Ok(false),
                other => Err(other),
            },
        }
    }

    /// Its size, if there is one.
    pub async fn size(&self, key: &str) -> Result<Option<u64>, Trouble> {
        let request = self.client.head_object().bucket(&self.root.bucket).key(key);
        match request.send().await {
            Ok(found) => Ok(Some(unsigned(found.content_length.unwrap_or_default()))),
            Err(error) => match trouble(key, &error) {
                Trouble::Missing { .. } => Ok(None),
                other => Err(other),
            },
        }
    }

    /// All below a prefix, in order of their keys.
    pub async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Trouble> {
        let mut listed = Vec::new();
        self.each_page(prefix, |page| listed.extend(page)).await?;
        Ok(listed)
    }

    /// As `list`, for more than should be in memory at once.
    pub async fn each_page(
        &self,
        prefix: &str,
        mut each: impl FnMut(Vec<Listed>),
    ) -> Result<(), Trouble> {
        let request = self
            .client
            .list_objects_v2()
            .bucket(&self.root.bucket)
            .prefix(prefix);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| trouble(prefix, &error))?;
            let listed = page.contents.unwrap_or_default().into_iter();
            each(listed.map(Listed::from).collect());
        }
        Ok(())
    }

    pub async fn delete(&self, keys: &[String]) -> Result<(), Trouble> {
        for some in keys.chunks(DELETED_AT_ONCE) {
            let first = some.first().map_or("", String::as_str);
            let broken = |error: sdk::error::BuildError| Trouble::BrokenOff {
                why: error.to_string(),
            };
            let objects = some.iter().map(|key| {
                let object = ObjectIdentifier::builder().key(key);
                object.build()
            });
            let objects: Result<Vec<_>, _> = objects.collect();
            let delete = Delete::builder().set_objects(Some(objects.map_err(broken)?));
            let delete = delete.quiet(true).build().map_err(broken)?;
            let request = self.client.delete_objects().bucket(&self.root.bucket);
            let answer = request.delete(delete).send().await;
            let answer = answer.map_err(|error| trouble(first, &error))?;
            if let Some(error) = answer.errors.unwrap_or_default().into_iter().next() {
                return Err(Trouble::Refused {
                    key: error.key.unwrap_or_default(),
                    code: error.code.unwrap_or_default(),
                    message: error.message.unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    /// Begins an object that comes in parts.
    pub(crate) async fn begin_parts(&self, key: &str) -> Result<String, Trouble> {
        let request = self.client.create_multipart_upload();
        let request = request.bucket(&self.root.bucket).key(key);
        let answer = request.send().await.map_err(|error| trouble(key, &error))?;
        answer.upload_id.ok_or_else(|| Trouble::NoAnswer {
            key: key.to_owned(),
            why: "the upload was given no id".to_owned(),
        })
    }

    pub(crate) async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: i32,
        bytes: Vec<u8>,
    ) -> Result<CompletedPart, Trouble> {
        let request = self.client.upload_part().bucket(&self.root.bucket).key(key);
        let request = request.upload_id(upload).part_number(number);
        let answer = request.body(ByteStream::from(bytes)).send().await;
        let answer = answer.map_err(|error| trouble(key, &error))?;
        Ok(CompletedPart::builder()
            .part_number(number)
            .set_e_tag(answer.e_tag)
            .set_checksum_crc32(answer.checksum_crc32)
            .build())
    }

    pub(crate) async fn end_parts(
        &self,
        key: &str,
        upload: &str,
        parts: Vec<CompletedPart>,
    ) -> Result<(), Trouble> {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts));
        let request = self.client.complete_multipart_upload();
        let request = request.bucket(&self.root.bucket).key(key).upload_id(upload);
        let answer = request.multipart_upload(parts.build()).send().await;
        answer.map_err(|error| trouble(key, &error))?;
        Ok(())
    }

    pub(crate) async fn abort_parts(&self, key: &str, upload: &str) -> Result<(), Trouble> {
        let request = self.client.abort_multipart_upload();
        let request = request.bucket(&self.root.bucket).key(key).upload_id(upload);
        request.send().await.map_err(|error| trouble(key, &error))?;
        Ok(())
    }
}

async fn collect(key: &str, body: ByteStream) -> Result<Vec<u8>, Trouble> {
    let bytes = body.collect().await.map_err(|error| Trouble::NoAnswer {
        key: key.to_owned(),
        why: error.to_string(),
    })?;
    Ok(bytes.to_vec())
}

fn trouble<E>(key: &str, error: &SdkError<E>) -> Trouble
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let key = key.to_owned();
    let status = error.raw_response().map(|raw| raw.status().as_u16());
    let code = error.code().map(str::to_owned);
    match (code.as_deref(), status) {
        (Some("NoSuchKey" | "NotFound"), _) | (None, Some(404)) => Trouble::Missing { key },
        // What answers HEAD has no body to say more in.
        (None, Some(403)) => Trouble::Refused {
            key,
            code: "AccessDenied".to_owned(),
            message: "these credentials do not reach it".to_owned(),
        },
        (None, Some(412)) => Trouble::Refused {
            key,
            code: "PreconditionFailed".to_owned(),
            message: "there is one already".to_owned(),
        },
        (Some(code), _) => Trouble::Refused {
            key,
            code: code.to_owned(),
            message: error
                .message()
                .unwrap_or("no further explanation")
                .to_owned(),
        },
        (None, _) => Trouble::NoAnswer {
            key,
            why: DisplayErrorContext(error).to_string(),
        },
    }
}

fn unsigned(size: i64) -> u64 {
    u64::try_from(size).unwrap_or_default()
}
