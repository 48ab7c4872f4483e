//! CreateBucket, DeleteBucket, HeadBucket, ListBuckets and GetBucketLocation.

use s3s::dto::{
    self, BucketLocationConstraint, CreateBucketInput, CreateBucketOutput, DeleteBucketInput,
    DeleteBucketOutput, GetBucketLocationInput, GetBucketLocationOutput, HeadBucketInput,
    HeadBucketOutput, ListBucketsInput, ListBucketsOutput, Owner,
};
use s3s::{S3Request, S3Response, S3Result};

use super::objects::timestamp;
use super::trouble::invalid_argument;
use super::{Catalogue, Door};

/// The region that S3 says nothing of.
const UNNAMED_REGION: &str = "us-east-1";
const MOST_BUCKETS: i32 = 10_000;

impl<C: Catalogue> Door<C> {
    pub(super) async fn create_bucket(
        &self,
        request: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        let name = request.input.bucket;
        self.catalogue.create_bucket(name.clone()).await?;
        Ok(S3Response::new(CreateBucketOutput {
            location: Some(format!("/{name}")),
        }))
    }

    pub(super) async fn delete_bucket(
        &self,
        request: S3Request<DeleteBucketInput>,
    ) -> S3Result<S3Response<DeleteBucketOutput>> {
        self.catalogue.delete_bucket(request.input.bucket).await?;
        Ok(S3Response::new(DeleteBucketOutput::default()))
    }

    pub(super) async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.catalogue.bucket(request.input.bucket).await?;
        Ok(S3Response::new(HeadBucketOutput {
            bucket_region: Some(self.place.region.clone()),
            ..Default::default()
        }))
    }

    pub(super) async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.catalogue.bucket(request.input.bucket).await?;
        let region = self.place.region.clone();
        let named = (region != UNNAMED_REGION).then(|| BucketLocationConstraint::from(region));
        Ok(S3Response::new(GetBucketLocationOutput {
            location_constraint: named,
        }))
    }

    pub(super) async fn list_buckets(
        &self,
        request: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        let input = request.input;
        let limit = usize::try_from(input.max_buckets.unwrap_or(MOST_BUCKETS));
        let limit = limit.map_err(|_| invalid_argument("max-buckets must not be negative"))?;
        let prefix = input.prefix.clone().unwrap_or_default();
        let after = input.continuation_token.unwrap_or_default();
        let mut buckets = self.catalogue.buckets().await?;
        buckets.retain(|bucket| bucket.name.starts_with(&prefix) && bucket.name > after);
        let has_more = buckets.len() > limit;
        buckets.truncate(limit);
        let next = buckets.last().filter(|_| has_more);
        Ok(S3Response::new(ListBucketsOutput {
            continuation_token: next.map(|bucket| bucket.name.clone()),
            buckets: Some(
                buckets
                    .into_iter()
                    .map(|bucket| self.shown(bucket))
                    .collect(),
            ),
            owner: Some(self.owner()),
            prefix: input.prefix,
        }))
    }

    fn shown(&self, bucket: super::Bucket) -> dto::Bucket {
        dto::Bucket {
            bucket_region: Some(self.place.region.clone()),
            creation_date: Some(timestamp(bucket.created_at_ms)),
            name: Some(bucket.name),
        }
    }

    /// Of everything.
    pub(super) fn owner(&self) -> Owner {
        Owner {
            display_name: None,
            id: Some(self.place.account.clone()),
        }
    }
}
