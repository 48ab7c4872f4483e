//! TagResource, UntagResource and ListTagsForResource, and the tags that creations come with
//! (`semantics.md` 1.4).

use callsheet_api::Operation;
use callsheet_api::types::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest,
    TagResourceResponse, UntagResourceRequest, UntagResourceResponse,
};
use callsheet_store::tags::Tags;

use crate::api::any_resource::AnyResource;
use crate::auth::Caller;
use crate::context::{Cx, ServerConfig};
use crate::error::{Result, invalid, not_found_named};

const MOST_TAGS: usize = 50;
const MOST_NAME_CHARS: usize = 128;
const MOST_VALUE_CHARS: usize = 256;
/// Names that begin so are the service's own.
const RESERVED: &str = "aws:";

/// The tags of a creation, or of TagResource.
pub fn checked(tags: Option<Tags>) -> Result<Tags> {
    let tags = tags.unwrap_or_default();
    refuse_too_many(tags.len())?;
    for (name, value) in &tags {
        check_name(name)?;
        if value.chars().count() > MOST_VALUE_CHARS {
            let why = format!("gives `{name}` more than {MOST_VALUE_CHARS} characters");
            return Err(invalid("tags", why));
        }
    }
    Ok(tags)
}

fn check_name(name: &str) -> Result<()> {
    let is_reserved = name
        .get(..RESERVED.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(RESERVED));
    if is_reserved {
        return Err(invalid(
            "tags",
            format!("names `{name}`; `{RESERVED}` is reserved"),
        ));
    }
    if name.is_empty() || name.chars().count() > MOST_NAME_CHARS {
        let why = format!("has a name that is empty or longer than {MOST_NAME_CHARS} characters");
        return Err(invalid("tags", why));
    }
    Ok(())
}

fn refuse_too_many(count: usize) -> Result<()> {
    if count > MOST_TAGS {
        let why = format!("would make {count}; a resource has {MOST_TAGS} at most");
        return Err(invalid("tags", why));
    }
    Ok(())
}

/// What an ARN names. Of another account or region there is nothing here.
fn named(arn: &str, config: &ServerConfig) -> Result<AnyResource> {
    let mut parts = arn.splitn(6, ':');
    let mut part = || parts.next().unwrap_or_default();
    let is_deadline = part() == "arn" && part().starts_with("aws") && part() == "deadline";
    let (region, account, name) = (part(), part(), part());
    let found = AnyResource::named(name).filter(|_| is_deadline);
    let found = found.ok_or_else(|| {
        let why = "is not the ARN of a farm, queue, job, fleet, worker, budget, license endpoint \
                   or monitor, such as \
                   `arn:aws:deadline:{region}:{account}:farm/{farmId}/queue/{queueId}`";
        invalid("resourceArn", why)
    })?;
    if (region, account) == (&config.region, &config.account_id) {
        Ok(found)
    } else {
        Err(not_found_named("resource", arn))
    }
}

pub async fn list_tags_for_resource(
    cx: &Cx,
    caller: &Caller,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse> {
    let tagged = named(&input.resource_arn, &cx.config)?;
    let caller = caller.clone();
    let tags = cx
        .store
        .read("list_tags_for_resource", move |tx| -> Result<_> {
            caller.may_on(tx, Operation::ListTagsForResource, &tagged.resource())?;
            tagged.check_exists(tx)?;
            Ok(tx.tags(tagged.id())?)
        })
        .await?;
    Ok(ListTagsForResourceResponse { tags: Some(tags) })
}

pub async fn tag_resource(
    cx: &Cx,
    caller: &Caller,
    input: TagResourceRequest,
) -> Result<TagResourceResponse> {
    let tagged = named(&input.resource_arn, &cx.config)?;
    let tags = checked(input.tags)?;
    let caller = caller.clone();
    cx.store
        .write("tag_resource", move |tx| -> Result<_> {
            // Not locked: a tag that is written while its resource goes is seen by nobody.
            caller.may_on(tx, Operation::TagResource, &tagged.resource())?;
            tagged.check_exists(tx)?;
            let mut all = tx.tags(tagged.id())?;
            all.extend(tags.clone());
            refuse_too_many(all.len())?;
            tx.put_tags(tagged.id(), &tags)?;
            Ok(TagResourceResponse {})
        })
        .await
}

/// A tag that is not there is gone already.
pub async fn untag_resource(
    cx: &Cx,
    caller: &Caller,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse> {
    let tagged = named(&input.resource_arn, &cx.config)?;
    let caller = caller.clone();
    cx.store
        .write("untag_resource", move |tx| -> Result<_> {
            caller.may_on(tx, Operation::UntagResource, &tagged.resource())?;
            tagged.check_exists(tx)?;
            tx.delete_tags(tagged.id(), &input.tag_keys)?;
            Ok(UntagResourceResponse {})
        })
        .await
}

#[cfg(test)]
mod tests {
    use callsheet_store::paths::QueuePath;

    use super::*;
    use crate::error::Error;

    const FARM: &str = "farm-00000000000000000000000000000001";
    const QUEUE: &str = "queue-00000000000000000000000000000002";

    fn of(arn: &str) -> Result<AnyResource> {
        named(arn, &ServerConfig::in_folder("/nowhere"))
    }

    #[test]
    fn an_arn_leads_to_what_it_names() {
        let arn = format!("arn:aws:deadline:us-west-2:000000000000:farm/{FARM}/queue/{QUEUE}");
        let queue = QueuePath {
            farm: FARM.parse().unwrap(),
            queue: QUEUE.parse().unwrap(),
        };
        assert_eq!(of(&arn), Ok(AnyResource::Queue(queue)));
        let elsewhere = arn.replace("us-west-2", "eu-west-1");
        assert!(matches!(of(&elsewhere), Err(Error::Answer(why)) if why.status() == 404));
        for wrong in [
            "",
            "farm",
            &arn.replace("deadline", "s3"),
            &arn.replace("queue/", "queues/"),
            &format!("{arn}/job/{QUEUE}"),
            &format!("{arn}/"),
        ] {
            assert!(matches!(of(wrong), Err(Error::Answer(why)) if why.status() == 400));
        }
    }

    #[test]
    fn tags_are_named_within_limits() {
        let tags = |name: &str, value: &str| {
            checked(Some(Tags::from([(name.to_owned(), value.to_owned())])))
        };
        assert!(tags("Show", "").is_ok());
        assert!(tags(&"é".repeat(128), &"é".repeat(256)).is_ok());
        assert!(tags("awsome", "yes").is_ok());
        for (name, value) in [
            ("", "x"),
            ("AWS:show", "x"),
            (&"x".repeat(129), "x"),
            ("x", &"x".repeat(257)),
        ] {
            assert!(tags(name, value).is_err(), "{name}");
        }
        let many = (0..51).map(|number| (number.to_string(), String::new()));
        assert!(checked(Some(many.collect())).is_err());
        assert_eq!(checked(None), Ok(Tags::new()));
    }
}
