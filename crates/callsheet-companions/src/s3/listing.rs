//! ListObjectsV2 and ListObjects: one walk, two ways of turning its pages.

use s3s::dto::{
    self, CommonPrefix, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input,
    ListObjectsV2Output, ObjectStorageClass, Owner,
};
use s3s::{S3Request, S3Response, S3Result};

use super::catalogue::{Entry, Page, Position, Wanted};
use super::objects::{strong, timestamp};
use super::page::{Encoding, behind, behind_all, limit, of_token, token};
use super::{Catalogue, Door};

impl<C: Catalogue> Door<C> {
    pub(super) async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        let encoding = Encoding::of(input.encoding_type.as_ref())?;
        let limit = limit(input.max_keys, "max-keys")?;
        let from = match (
            input.continuation_token.as_deref(),
            input.start_after.as_deref(),
        ) {
            (Some(token), _) => of_token(token)?,
            (None, Some(key)) => behind(key),
            (None, None) => Position::new(),
        };
        let delimiter = input.delimiter.filter(|delimiter| !delimiter.is_empty());
        let prefix = input.prefix.unwrap_or_default();
        let page = self
            .page(&input.bucket, &prefix, delimiter.as_deref(), from, limit)
            .await?;
        let owner = input.fetch_owner.unwrap_or_default().then(|| self.owner());
        let next = page.next.as_deref().map(token);
        let count = i32::try_from(page.entries.len()).ok();
        let (contents, common_prefixes) = split(page.entries, owner.as_ref(), encoding);
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: Some(encoding.write(prefix)),
            max_keys: i32::try_from(limit).ok(),
            key_count: count,
            continuation_token: input.continuation_token,
            is_truncated: Some(next.is_some()),
            next_continuation_token: next,
            contents: Some(contents),
            common_prefixes: Some(common_prefixes),
            delimiter: delimiter.map(|delimiter| encoding.write(delimiter)),
            encoding_type: input.encoding_type,
            start_after: input.start_after.map(|key| encoding.write(key)),
            request_charged: None,
        }))
    }

    /// The older one names the last entry of a page where the newer one has a token.
    pub(super) async fn list_objects(
        &self,
        request: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        let input = request.input;
        let encoding = Encoding::of(input.encoding_type.as_ref())?;
        let limit = limit(input.max_keys, "max-keys")?;
        let delimiter = input.delimiter.filter(|delimiter| !delimiter.is_empty());
        let prefix = input.prefix.unwrap_or_default();
        let marker = input.marker.unwrap_or_default();
        let from = from_marker(&marker, &prefix, delimiter.as_deref());
        let page = self
            .page(&input.bucket, &prefix, delimiter.as_deref(), from, limit)
            .await?;
        let last = match page.entries.last().filter(|_| page.next.is_some()) {
            None => None,
            Some(Entry::Object { key, .. } | Entry::Prefix(key)) => Some(key.clone()),
        };
        let (contents, common_prefixes) = split(page.entries, Some(&self.owner()), encoding);
        Ok(S3Response::new(ListObjectsOutput {
            name: Some(input.bucket),
            prefix: Some(encoding.write(prefix)),
            marker: Some(encoding.write(marker)),
            max_keys: i32::try_from(limit).ok(),
            is_truncated: Some(last.is_some()),
            contents: Some(contents),
            common_prefixes: Some(common_prefixes),
            // As S3: without a delimiter the last key says it.
            next_marker: last
                .filter(|_| delimiter.is_some())
                .map(|key| encoding.write(key)),
            delimiter: delimiter.map(|delimiter| encoding.write(delimiter)),
            encoding_type: input.encoding_type,
            request_charged: None,
        }))
    }

    async fn page(
        &self,
        bucket: &str,
        prefix: &str,
        delimiter: Option<&str>,
        from: Position,
        limit: usize,
    ) -> S3Result<Page> {
        let wanted = Wanted {
            prefix: prefix.to_owned(),
            delimiter: delimiter.map(str::to_owned),
            from,
            limit,
        };
        if limit == 0 {
            self.catalogue.bucket(bucket.to_owned()).await?;
            return Ok(Page::default());
        }
        Ok(self
            .catalogue
            .list_objects(bucket.to_owned(), wanted)
            .await?)
    }
}

/// A marker that is a common prefix itself stands behind all that it stands for.
fn from_marker(marker: &str, prefix: &str, delimiter: Option<&str>) -> Position {
    if marker.is_empty() {
        return Position::new();
    }
    let below = marker.strip_prefix(prefix);
    let is_common = below.zip(delimiter).is_some_and(|(below, delimiter)| {
        below.find(delimiter).map(|at| at + delimiter.len()) == Some(below.len())
    });
    match is_common {
        true => behind_all(marker),
        false => behind(marker),
    }
}

fn split(
    entries: Vec<Entry>,
    owner: Option<&Owner>,
    encoding: Encoding,
) -> (Vec<dto::Object>, Vec<CommonPrefix>) {
    let (mut objects, mut prefixes) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Prefix(prefix) => prefixes.push(CommonPrefix {
                prefix: Some(encoding.write(prefix)),
            }),
            Entry::Object {
                key,
                size,
                etag,
                modified_at_ms,
            } => objects.push(dto::Object {
                e_tag: Some(strong(&etag)),
                key: Some(encoding.write(key)),
                last_modified: Some(timestamp(modified_at_ms)),
                owner: owner.cloned(),
                size: i64::try_from(size).ok(),
                storage_class: Some(ObjectStorageClass::from_static(
                    ObjectStorageClass::STANDARD,
                )),
                ..Default::default()
            }),
        }
    }
    (objects, prefixes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_behind_its_marker() {
        assert_eq!(from_marker("", "p/", Some("/")), b"");
        assert_eq!(from_marker("p/a", "p/", Some("/")), b"p/a\0");
        assert_eq!(from_marker("p/a/", "p/", Some("/")), b"p/a/\xff");
        assert_eq!(from_marker("p/a/b/", "p/", Some("/")), b"p/a/b/\0");
        assert_eq!(from_marker("p/a/", "p/", None), b"p/a/\0");
    }
}
