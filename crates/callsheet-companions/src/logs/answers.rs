//! One function per operation: check, ask the archive, write the answer.

use bytes::Bytes;
use callsheet_api::companions::LogsOperation;
use http::Response;
use serde::Serialize;

use super::requests::{
    Complaints, DescribeGroupsInput, DescribeStreamsInput, EVENT_OVERHEAD_BYTES, FilterInput,
    GetInput, GroupInput, MAX_AGE_MS, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_BATCH_SPAN_MS,
    MAX_EVENT_BYTES, MAX_LEAD_MS, MAX_PAGE_DESCRIBED, MAX_PAGE_EVENTS, PutEvent, PutInput,
    RETENTION_DAYS, RetentionInput, StreamInput, read,
};
use super::{
    Created, Event, FilterEvents, FilterPattern, FoundEvent, GetEvents, LogArchive, LogGroup,
    LogStream, Place, Refusal, StreamOrder, Streams, done, success,
};

type Answer = Result<Response<Bytes>, Refusal>;

pub async fn run(
    archive: &impl LogArchive,
    place: &Place,
    operation: LogsOperation,
    body: &[u8],
    now_ms: i64,
) -> Answer {
    match operation {
        LogsOperation::CreateLogGroup => create_group(archive, read(body)?, now_ms).await,
        LogsOperation::CreateLogStream => create_stream(archive, read(body)?, now_ms).await,
        LogsOperation::DeleteLogGroup => delete_group(archive, read(body)?).await,
        LogsOperation::DeleteLogStream => delete_stream(archive, read(body)?).await,
        LogsOperation::DeleteRetentionPolicy => delete_retention(archive, read(body)?).await,
        LogsOperation::DescribeLogGroups => describe_groups(archive, place, read(body)?).await,
        LogsOperation::DescribeLogStreams => describe_streams(archive, place, read(body)?).await,
        LogsOperation::FilterLogEvents => filter_events(archive, read(body)?).await,
        LogsOperation::GetLogEvents => get_events(archive, read(body)?).await,
        LogsOperation::PutLogEvents => put_events(archive, read(body)?, now_ms).await,
        LogsOperation::PutRetentionPolicy => put_retention(archive, read(body)?).await,
    }
}

async fn create_group(archive: &impl LogArchive, input: GroupInput, now_ms: i64) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    complaints.settle()?;
    match archive.create_group(&group, now_ms).await? {
        Created::New => Ok(done()),
        Created::Existed => Err(Refusal::already_exists(format!(
            "the log group `{group}` already exists"
        ))),
    }
}

async fn create_stream(archive: &impl LogArchive, input: StreamInput, now_ms: i64) -> Answer {
    let (group, stream) = stream_path(input)?;
    match archive.create_stream(&group, &stream, now_ms).await? {
        Created::New => Ok(done()),
        Created::Existed => Err(Refusal::already_exists(format!(
            "the log stream `{stream}` already exists"
        ))),
    }
}

async fn delete_group(archive: &impl LogArchive, input: GroupInput) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    complaints.settle()?;
    archive.delete_group(&group).await?;
    Ok(done())
}

async fn delete_stream(archive: &impl LogArchive, input: StreamInput) -> Answer {
    let (group, stream) = stream_path(input)?;
    archive.delete_stream(&group, &stream).await?;
    Ok(done())
}

fn stream_path(input: StreamInput) -> Result<(String, String), Refusal> {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    let stream = complaints.stream(input.log_stream_name);
    complaints.settle()?;
    Ok((group, stream))
}

async fn put_retention(archive: &impl LogArchive, input: RetentionInput) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    match input.retention_in_days {
        None => complaints.add("`retentionInDays` is required"),
        Some(days) if RETENTION_DAYS.contains(&days) => {}
        Some(days) => complaints.add(format!(
            "`retentionInDays` is {days}, and must be one of {RETENTION_DAYS:?}"
        )),
    }
    complaints.settle()?;
    archive
        .set_retention(&group, input.retention_in_days)
        .await?;
    Ok(done())
}

async fn delete_retention(archive: &impl LogArchive, input: GroupInput) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    complaints.settle()?;
    archive.set_retention(&group, None).await?;
    Ok(done())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PutOutput {
    /// CloudWatch stopped asking for it, but clients of old still read it.
    next_sequence_token: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected_log_events_info: Option<Rejected>,
}

/// Which ends of a batch were not kept; indexes into the batch as it was sent.
#[derive(Serialize, Default, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    #[serde(skip_serializing_if = "Option::is_none")]
    too_new_log_event_start_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    too_old_log_event_end_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_log_event_end_index: Option<usize>,
}

async fn put_events(archive: &impl LogArchive, input: PutInput, now_ms: i64) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group(input.log_group_name);
    let stream = complaints.stream(input.log_stream_name);
    let mut events = checked_batch(&mut complaints, input.log_events);
    complaints.settle()?;

    let retention = archive.retention_days(&group).await?;
    let rejected = reject(&mut events, retention, now_ms);
    archive.put_events(&group, &stream, events, now_ms).await?;
    success(&PutOutput {
        next_sequence_token: "0",
        rejected_log_events_info: (rejected != Rejected::default()).then_some(rejected),
    })
}

/// The batch, if it keeps within what one call may carry.
fn checked_batch(complaints: &mut Complaints, batch: Option<Vec<PutEvent>>) -> Vec<Event> {
    let Some(batch) = batch else {
        complaints.add("`logEvents` is required");
        return Vec::new();
    };
    if batch.is_empty() || batch.len() > MAX_BATCH_EVENTS {
        complaints.add(format!(
            "`logEvents` must hold 1 to {MAX_BATCH_EVENTS} events"
        ));
        return Vec::new();
    }
    let events: Vec<Event> = batch
        .into_iter()
        .enumerate()
        .filter_map(|(index, event)| checked_event(complaints, index, event))
        .collect();
    let bytes: usize = events
        .iter()
        .map(|e| e.message.len() + EVENT_OVERHEAD_BYTES)
        .sum();
    if bytes > MAX_BATCH_BYTES {
        complaints.add(format!(
            "`logEvents` weighs {bytes} bytes with {EVENT_OVERHEAD_BYTES} for each event, and may \
             weigh {MAX_BATCH_BYTES}"
        ));
    }
    if !events.is_sorted_by_key(|event| event.timestamp_ms) {
        complaints.add("`logEvents` must be in chronological order");
    } else if let [first, .., last] = events.as_slice()
        && last.timestamp_ms - first.timestamp_ms > MAX_BATCH_SPAN_MS
    {
        complaints.add("`logEvents` must not span more than 24 hours");
    }
    events
}

fn checked_event(complaints: &mut Complaints, index: usize, event: PutEvent) -> Option<Event> {
    let (Some(timestamp_ms), Some(message)) = (event.timestamp, event.message) else {
        complaints.add(format!(
            "`logEvents[{index}]` needs `timestamp` and `message`"
        ));
        return None;
    };
    if timestamp_ms < 0 {
        complaints.add(format!(
            "`logEvents[{index}].timestamp` must not be negative"
        ));
        return None;
    }
    if message.is_empty() || message.len() > MAX_EVENT_BYTES {
        complaints.add(format!(
            "`logEvents[{index}].message` must have 1 to {MAX_EVENT_BYTES} bytes"
        ));
        return None;
    }
    Some(Event {
        timestamp_ms,
        message,
    })
}

/// Takes from both ends of the batch what is too old or too new to be kept.
fn reject(events: &mut Vec<Event>, retention_days: Option<i32>, now_ms: i64) -> Rejected {
    let keep_ms = retention_days.map_or(i64::MAX, |days| i64::from(days) * 24 * 60 * 60 * 1000);
    let before = |time_ms: i64| events.partition_point(|event| event.timestamp_ms < time_ms);
    let too_old = before(now_ms.saturating_sub(MAX_AGE_MS));
    let expired = before(now_ms.saturating_sub(keep_ms));
    let too_new = before(now_ms.saturating_add(MAX_LEAD_MS + 1));
    let rejected = Rejected {
        too_new_log_event_start_index: (too_new < events.len()).then_some(too_new),
        too_old_log_event_end_index: (too_old > 0).then_some(too_old),
        expired_log_event_end_index: (expired > 0).then_some(expired),
    };
    events.truncate(too_new);
    events.drain(..too_old.max(expired).min(too_new));
    rejected
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GetOutput {
    events: Vec<GotEvent>,
    next_forward_token: String,
    next_backward_token: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GotEvent {
    timestamp: i64,
    message: String,
    ingestion_time: i64,
}

async fn get_events(archive: &impl LogArchive, input: GetInput) -> Answer {
    let mut complaints = Complaints::default();
    let ask = GetEvents {
        group: complaints.group_or_arn(input.log_group_name, input.log_group_identifier),
        stream: complaints.stream(input.log_stream_name),
        start_ms: complaints.time("startTime", input.start_time),
        end_ms: complaints.time("endTime", input.end_time),
        limit: complaints.limit(input.limit, MAX_PAGE_EVENTS),
        from_head: input.start_from_head.unwrap_or(false),
        token: complaints.token(input.next_token),
    };
    complaints.settle()?;
    let page = archive.get_events(&ask).await?;
    success(&GetOutput {
        events: page
            .events
            .into_iter()
            .map(|event| GotEvent {
                timestamp: event.timestamp_ms,
                message: event.message,
                ingestion_time: event.ingested_at_ms,
            })
            .collect(),
        next_forward_token: page.forward_token,
        next_backward_token: page.backward_token,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FilterOutput {
    events: Vec<FilteredEvent>,
    /// CloudWatch has long stopped filling it, but the member is there.
    searched_log_streams: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FilteredEvent {
    log_stream_name: String,
    timestamp: i64,
    message: String,
    ingestion_time: i64,
    event_id: String,
}

impl From<FoundEvent> for FilteredEvent {
    fn from(event: FoundEvent) -> Self {
        Self {
            log_stream_name: event.stream,
            timestamp: event.timestamp_ms,
            message: event.message,
            ingestion_time: event.ingested_at_ms,
            event_id: event.event_id,
        }
    }
}

async fn filter_events(archive: &impl LogArchive, input: FilterInput) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group_or_arn(input.log_group_name, input.log_group_identifier);
    let prefix = complaints.stream_prefix(input.log_stream_name_prefix);
    let streams = match (input.log_stream_names, prefix) {
        (None, None) => Streams::All,
        (None, Some(prefix)) => Streams::Prefixed(prefix),
        (Some(names), None) => Streams::Named(complaints.streams(names)),
        (Some(_), Some(_)) => {
            complaints.add("give `logStreamNames` or `logStreamNamePrefix`, not both");
            Streams::All
        }
    };
    let pattern = complaints.pattern(input.filter_pattern);
    let pattern = FilterPattern::parse(&pattern).unwrap_or_else(|complaint| {
        complaints.add(complaint);
        FilterPattern::default()
    });
    let ask = FilterEvents {
        group,
        streams,
        start_ms: complaints.time("startTime", input.start_time),
        end_ms: complaints.time("endTime", input.end_time),
        limit: complaints.limit(input.limit, MAX_PAGE_EVENTS),
        token: complaints.token(input.next_token),
        pattern,
    };
    complaints.settle()?;
    let found = archive.filter_events(&ask).await?;
    success(&FilterOutput {
        events: found.events.into_iter().map(FilteredEvent::from).collect(),
        searched_log_streams: [],
        next_token: found.next_token,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupsOutput {
    log_groups: Vec<GroupView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupView {
    log_group_name: String,
    creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_in_days: Option<i32>,
    metric_filter_count: i32,
    arn: String,
    log_group_arn: String,
    stored_bytes: i64,
}

async fn describe_groups(
    archive: &impl LogArchive,
    place: &Place,
    input: DescribeGroupsInput,
) -> Answer {
    let mut complaints = Complaints::default();
    let prefix = complaints.group_prefix(input.log_group_name_prefix);
    let token = complaints.token(input.next_token);
    let limit = complaints.limit(input.limit, MAX_PAGE_DESCRIBED);
    complaints.settle()?;
    let (groups, next_token) = archive
        .describe_groups(prefix.as_deref(), token.as_deref(), limit)
        .await?;
    let log_groups = groups
        .into_iter()
        .map(|group| group_view(group, place))
        .collect();
    success(&GroupsOutput {
        log_groups,
        next_token,
    })
}

fn group_view(group: LogGroup, place: &Place) -> GroupView {
    let arn = group_arn(place, &group.name);
    GroupView {
        log_group_name: group.name,
        creation_time: group.created_at_ms,
        retention_in_days: group.retention_days,
        metric_filter_count: 0,
        arn: format!("{arn}:*"),
        log_group_arn: arn,
        stored_bytes: group.stored_bytes,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StreamsOutput {
    log_streams: Vec<StreamView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StreamView {
    log_stream_name: String,
    creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_ingestion_time: Option<i64>,
    arn: String,
    /// CloudWatch reports nothing else for streams.
    stored_bytes: i64,
}

async fn describe_streams(
    archive: &impl LogArchive,
    place: &Place,
    input: DescribeStreamsInput,
) -> Answer {
    let mut complaints = Complaints::default();
    let group = complaints.group_or_arn(input.log_group_name, input.log_group_identifier);
    let prefix = complaints.stream_prefix(input.log_stream_name_prefix);
    let order = match input.order_by.as_deref() {
        None | Some("LogStreamName") => StreamOrder::Name,
        Some("LastEventTime") => StreamOrder::LastEvent,
        Some(other) => {
            complaints.add(format!(
                "`orderBy` `{other}` must be `LogStreamName` or `LastEventTime`"
            ));
            StreamOrder::Name
        }
    };
    if order == StreamOrder::LastEvent && prefix.is_some() {
        complaints.add("`orderBy` `LastEventTime` does not go with `logStreamNamePrefix`");
    }
    let token = complaints.token(input.next_token);
    let limit = complaints.limit(input.limit, MAX_PAGE_DESCRIBED);
    complaints.settle()?;
    let (streams, next_token) = archive
        .describe_streams(
            &group,
            prefix.as_deref(),
            order,
            input.descending.unwrap_or(false),
            token.as_deref(),
            limit,
        )
        .await?;
    let arn = group_arn(place, &group);
    let log_streams = streams
        .into_iter()
        .map(|stream| stream_view(stream, &arn))
        .collect();
    success(&StreamsOutput {
        log_streams,
        next_token,
    })
}

fn stream_view(stream: LogStream, group_arn: &str) -> StreamView {
    StreamView {
        arn: format!("{group_arn}:log-stream:{}", stream.name),
        log_stream_name: stream.name,
        creation_time: stream.created_at_ms,
        first_event_timestamp: stream.first_event_at_ms,
        last_event_timestamp: stream.last_event_at_ms,
        last_ingestion_time: stream.last_ingested_at_ms,
        stored_bytes: 0,
    }
}

fn group_arn(place: &Place, group: &str) -> String {
    format!(
        "arn:aws:logs:{}:{}:log-group:{group}",
        place.region, place.account
    )
}

#[cfg(test)]
mod tests {
    use super::{Event, Rejected, reject};

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    fn batch(times_ms: &[i64]) -> Vec<Event> {
        let event = |ms: &i64| Event {
            timestamp_ms: *ms,
            message: "x".into(),
        };
        times_ms.iter().map(event).collect()
    }

    #[test]
    fn only_the_ends_of_a_batch_are_rejected() {
        let now = 100 * DAY_MS;
        let mut events = batch(&[now - 15 * DAY_MS, now - DAY_MS, now, now + DAY_MS]);
        let rejected = reject(&mut events, None, now);
        assert_eq!(events, batch(&[now - DAY_MS, now]));
        assert_eq!(rejected.too_old_log_event_end_index, Some(1));
        assert_eq!(rejected.too_new_log_event_start_index, Some(3));
        assert_eq!(rejected.expired_log_event_end_index, None);
    }

    #[test]
    fn a_short_retention_expires_events() {
        let now = 100 * DAY_MS;
        let mut events = batch(&[now - 4 * DAY_MS, now - 2 * DAY_MS, now]);
        let rejected = reject(&mut events, Some(3), now);
        assert_eq!(events.len(), 2);
        assert_eq!(rejected.expired_log_event_end_index, Some(1));
    }

    #[test]
    fn a_batch_of_nothing_but_the_future_leaves_nothing() {
        let mut events = batch(&[3 * DAY_MS, 4 * DAY_MS]);
        let rejected = reject(&mut events, Some(1), DAY_MS);
        assert!(events.is_empty());
        assert!(
            rejected
                == Rejected {
                    too_new_log_event_start_index: Some(0),
                    ..Rejected::default()
                }
        );
    }
}
