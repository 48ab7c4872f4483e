//! What is served of the services beside Deadline, by name. Who answers them and who decides about
//! them must mean the same.

use crate::string_enum::string_enum;

string_enum!(LogsOperation {
    CreateLogGroup = "CreateLogGroup",
    CreateLogStream = "CreateLogStream",
    DeleteLogGroup = "DeleteLogGroup",
    DeleteLogStream = "DeleteLogStream",
    DeleteRetentionPolicy = "DeleteRetentionPolicy",
    DescribeLogGroups = "DescribeLogGroups",
    DescribeLogStreams = "DescribeLogStreams",
    FilterLogEvents = "FilterLogEvents",
    GetLogEvents = "GetLogEvents",
    PutLogEvents = "PutLogEvents",
    PutRetentionPolicy = "PutRetentionPolicy",
});

string_enum!(S3Operation {
    AbortMultipartUpload = "AbortMultipartUpload",
    CompleteMultipartUpload = "CompleteMultipartUpload",
    CopyObject = "CopyObject",
    CreateBucket = "CreateBucket",
    CreateMultipartUpload = "CreateMultipartUpload",
    DeleteBucket = "DeleteBucket",
    DeleteObject = "DeleteObject",
    DeleteObjects = "DeleteObjects",
    GetBucketLocation = "GetBucketLocation",
    GetObject = "GetObject",
    HeadBucket = "HeadBucket",
    HeadObject = "HeadObject",
    ListBuckets = "ListBuckets",
    ListMultipartUploads = "ListMultipartUploads",
    ListObjects = "ListObjects",
    ListObjectsV2 = "ListObjectsV2",
    ListParts = "ListParts",
    PutObject = "PutObject",
    UploadPart = "UploadPart",
    UploadPartCopy = "UploadPartCopy",
    // Not served here; a store behind us may.
    Other = "Other",
});

impl S3Operation {
    /// Whatever is not served is one and the same.
    #[must_use]
    pub fn named(name: &str) -> Self {
        name.parse().unwrap_or(Self::Other)
    }
}
