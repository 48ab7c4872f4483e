//! What of the buckets a request is about, and who may reach it.

use callsheet_api::companions::S3Operation;
use callsheet_companions::s3::{Rights, Touched};
use callsheet_policy::Part;
use callsheet_store::paths::QueuePath;

use super::{Caller, Principal, Resource};
use crate::context::Cx;
use crate::error::Result;

/// Where a queue keeps the files of its jobs, as its job attachment settings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachments {
    queue: QueuePath,
    bucket: String,
    /// A folder: its keys begin with it and a slash.
    root_prefix: String,
}

impl Attachments {
    /// Nothing for a queue that has none, or is gone.
    pub async fn of(cx: &Cx, queue: QueuePath) -> Result<Option<Self>> {
        let found = cx
            .store
            .read("queue_of_attachments", move |tx| -> Result<_> {
                Ok(tx.queue(&queue)?)
            })
            .await?;
        let settings = found.and_then(|queue| queue.settings.job_attachment_settings);
        Ok(settings.map(|settings| Self {
            queue,
            bucket: settings.s3_bucket_name,
            root_prefix: settings.root_prefix,
        }))
    }

    pub fn hold(&self, bucket: &str, key: &str) -> bool {
        let root = self.root_prefix.trim_end_matches('/');
        let below = key.strip_prefix(root);
        bucket == self.bucket && below.is_some_and(|below| below.starts_with('/'))
    }
}

/// What a caller may do with objects.
pub(crate) struct ObjectRights {
    caller: Caller,
    /// Of the queue whose role it has.
    attachments: Option<Attachments>,
}

impl ObjectRights {
    pub async fn of(cx: &Cx, caller: Caller) -> Result<Self> {
        let attachments = match caller.principal {
            Principal::QueueRole { farm, queue, .. } => {
                Attachments::of(cx, QueuePath { farm, queue }).await?
            }
            Principal::Admin
            | Principal::User { .. }
            | Principal::Host { .. }
            | Principal::WorkerHost { .. }
            | Principal::FleetRole { .. }
            | Principal::WorkerRole { .. }
            | Principal::StoreKey => None,
        };
        Ok(Self {
            caller,
            attachments,
        })
    }
}

impl Rights for ObjectRights {
    fn may(&self, operation: S3Operation, on: Touched<'_>) -> bool {
        let (bucket, key) = match on {
            Touched::Account => ("", ""),
            Touched::Bucket(bucket) => (bucket, ""),
            Touched::Key { bucket, key } => (bucket, key),
            Touched::Prefix { bucket, prefix } => (bucket, prefix),
        };
        let own = self.attachments.as_ref().filter(|own| match on {
            Touched::Account => false,
            Touched::Bucket(bucket) => bucket == own.bucket,
            Touched::Key { .. } | Touched::Prefix { .. } => own.hold(bucket, key),
        });
        let resource = own.map_or(Resource::ACCOUNT, |own| {
            Resource::from(own.queue).part(Part::Attachments)
        });
        self.caller.may_object(operation, &resource, (bucket, key))
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::ids::{FarmId, QueueId};

    use super::super::QueueRoleUse;
    use super::*;

    const QUEUE: QueuePath = QueuePath {
        farm: FarmId::from_bytes([1; 16]),
        queue: QueueId::from_bytes([2; 16]),
    };

    fn rights(principal: Principal) -> ObjectRights {
        ObjectRights {
            caller: Caller::of(principal),
            attachments: Some(Attachments {
                queue: QUEUE,
                bucket: "farm".to_owned(),
                root_prefix: "q1".to_owned(),
            }),
        }
    }

    fn role(of: QueueRoleUse) -> ObjectRights {
        let QueuePath { farm, queue } = QUEUE;
        rights(Principal::QueueRole { farm, queue, of })
    }

    fn key(key: &str) -> Touched<'_> {
        let bucket = "farm";
        Touched::Key { bucket, key }
    }

    #[test]
    fn a_queue_reaches_what_is_below_its_root() {
        let (writer, reader) = (role(QueueRoleUse::User), role(QueueRoleUse::Read));
        for inside in ["q1/Data/x", "q1/", "q1/../q2/x"] {
            assert!(writer.may(S3Operation::PutObject, key(inside)), "{inside}");
            assert!(reader.may(S3Operation::GetObject, key(inside)), "{inside}");
            assert!(!reader.may(S3Operation::PutObject, key(inside)), "{inside}");
        }
        for outside in ["q1", "q12/Data/x", "q2/x", "", "/q1/x", "Q1/x"] {
            assert!(
                !writer.may(S3Operation::GetObject, key(outside)),
                "{outside}"
            );
        }
        let elsewhere = Touched::Key {
            bucket: "other",
            key: "q1/x",
        };
        assert!(!writer.may(S3Operation::GetObject, elsewhere));
    }

    #[test]
    fn of_its_bucket_as_such_it_learns_that_it_is_there() {
        let reader = role(QueueRoleUse::Read);
        assert!(reader.may(S3Operation::HeadBucket, Touched::Bucket("farm")));
        assert!(!reader.may(S3Operation::HeadBucket, Touched::Bucket("other")));
        let prefix = |prefix| Touched::Prefix {
            bucket: "farm",
            prefix,
        };
        assert!(reader.may(S3Operation::ListObjectsV2, prefix("q1/")));
        assert!(!reader.may(S3Operation::ListObjectsV2, prefix("")));
    }

    #[test]
    fn what_no_policy_names_is_closed() {
        let writer = role(QueueRoleUse::Worker);
        for closed in [
            S3Operation::DeleteObject,
            S3Operation::DeleteObjects,
            S3Operation::ListMultipartUploads,
            S3Operation::Other,
        ] {
            assert!(!writer.may(closed, key("q1/x")), "{closed}");
            assert!(!writer.may(closed, Touched::Bucket("farm")), "{closed}");
        }
        assert!(!writer.may(S3Operation::ListBuckets, Touched::Account));
        for operation in S3Operation::ALL {
            let admin = rights(Principal::Admin);
            assert!(admin.may(*operation, Touched::Account), "{operation}");
            let nobody = rights(Principal::StoreKey);
            assert!(!nobody.may(*operation, key("q1/x")), "{operation}");
        }
    }
}
