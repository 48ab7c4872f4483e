//! CopyJobTemplate: the template as it was submitted, put into a bucket with the caller's rights
//! (`semantics.md` 3.8).

use bytes::Bytes;
use callsheet_api::companions::S3Operation;
use callsheet_api::types::{
    CopyJobTemplateRequest, CopyJobTemplateResponse, JobTemplateType, S3Location,
};
use callsheet_api::{Exception, Operation};
use callsheet_companions::s3::Trouble;
use callsheet_store::paths::JobPath;

use crate::auth::objects::Attachments;
use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};

/// Of a key, in bytes; the model counts characters.
const MOST_KEY_BYTES: usize = 1024;

pub async fn copy_job_template(
    cx: &Cx,
    caller: &Caller,
    input: CopyJobTemplateRequest,
) -> Result<CopyJobTemplateResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let (template_type, template) = template(cx, caller, path).await?;
    let target = input.target_s3_location;
    check_target(cx, caller, path, &target).await?;
    let content_type = match template_type {
        JobTemplateType::Json => "application/json",
        JobTemplateType::Yaml => "application/yaml",
    };
    let S3Location { bucket_name, key } = target;
    let target = (bucket_name, key);
    let put = cx
        .objects
        .put(cx, target, content_type, Bytes::from(template));
    put.await.map_err(refusal)?;
    Ok(CopyJobTemplateResponse { template_type })
}

async fn template(cx: &Cx, caller: &Caller, path: JobPath) -> Result<(JobTemplateType, String)> {
    let caller = caller.clone();
    let found = cx
        .store
        .read("copy_job_template", move |tx| -> Result<_> {
            let job = tx.job(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(Operation::CopyJobTemplate, &path.into())?;
            Ok(tx.job_template(job.key)?)
        })
        .await?;
    let (kind, template) =
        found.ok_or_else(|| Error::internal(format!("{} has no template", path.job)))?;
    let kind = kind
        .parse()
        .map_err(|_| Error::internal(format!("{} has a template of type {kind}", path.job)))?;
    Ok((kind, template))
}

/// Whoever may move files of the job's queue may put it among them.
async fn check_target(cx: &Cx, caller: &Caller, path: JobPath, target: &S3Location) -> Result<()> {
    if target.key.len() > MOST_KEY_BYTES {
        let why = format!("is longer than {MOST_KEY_BYTES} bytes");
        return Err(invalid("targetS3Location.key", why));
    }
    let (bucket, key) = (target.bucket_name.as_str(), target.key.as_str());
    if caller.may_object(S3Operation::PutObject, &Resource::ACCOUNT, (bucket, key)) {
        return Ok(());
    }
    let queue = path.queue_path();
    let moves_files = caller.may(Operation::AssumeQueueRoleForUser, &queue.into());
    if moves_files.is_ok() {
        let own = Attachments::of(cx, queue).await?;
        if own.is_some_and(|own| own.hold(bucket, key)) {
            return Ok(());
        }
    }
    let message = format!(
        "{} may not put `{}` into the bucket `{}`",
        caller.who(),
        target.key,
        target.bucket_name
    );
    Err(Exception::access_denied(message).into())
}

fn refusal(trouble: Trouble) -> Error {
    let patience_s = 5;
    match trouble {
        Trouble::NoSuchBucket => invalid(
            "targetS3Location.bucketName",
            "names no bucket of this server: create it first",
        ),
        Trouble::Conflict => Error::Contention,
        Trouble::Busy(why) => Exception::throttling(patience_s, why).into(),
        Trouble::Uncertain(why) | Trouble::Internal(why) => Error::internal(why),
        Trouble::NoSuchKey
        | Trouble::NoSuchUpload
        | Trouble::BucketExists
        | Trouble::BucketNotEmpty
        | Trouble::Precondition
        | Trouble::InvalidPart(_)
        | Trouble::PartTooSmall => {
            Error::internal(format!("a template could not be put: {trouble:?}"))
        }
    }
}
