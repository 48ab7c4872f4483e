//! StartSessionsStatisticsAggregation and GetSessionsStatisticsAggregation (`semantics.md` 3.11).
//! The first answers at once, and the sessions are added up afterwards, a page at a time.

use callsheet_api::ids::{FleetId, QueueId};
use callsheet_api::types::{
    GetSessionsStatisticsAggregationRequest, GetSessionsStatisticsAggregationResponse,
    SessionsStatisticsAggregationStatus as Status, SessionsStatisticsResources,
    StartSessionsStatisticsAggregationRequest, StartSessionsStatisticsAggregationResponse,
    Statistics,
};
use callsheet_api::{Exception, Operation, Timestamp};
use callsheet_core::budget::Prices;
use callsheet_core::statistics::{Aggregation, Question, offset};
use callsheet_store::Tx;
use callsheet_store::paths::{FarmPath, FleetPath, QueuePath};
use callsheet_store::statistics::{Scope, TakenAggregation};

use crate::api::paging::{decode, encode, page_size};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};

/// One that takes longer than this is given up.
const PATIENCE_MS: i64 = 10 * 60 * 1_000;
const RETRY_AFTER_S: u32 = 5;
/// Whoever adds up says at least so often that it still does.
const LEASE_MS: i64 = 10_000;
const SESSIONS_AT_ONCE: usize = 5_000;
/// More rows are no answer that anybody reads.
const MOST_ROWS: usize = 100_000;

pub async fn start_sessions_statistics_aggregation(
    cx: &Cx,
    caller: &Caller,
    input: StartSessionsStatisticsAggregationRequest,
) -> Result<StartSessionsStatisticsAggregationResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    if input.end_time <= input.start_time {
        return Err(invalid("endTime", "must be after startTime"));
    }
    let now = cx.clock.now();
    let id = id_of(cx.ids.draw(now));
    let (caller, prices) = (caller.clone(), cx.config.prices.clone());
    let aggregation_id = id.clone();
    let asked = serde_json::to_string(&input)
        .map_err(|why| Error::internal(format!("an aggregation cannot be kept: {why}")))?;
    let work = cx
        .store
        .write(
            "start_sessions_statistics_aggregation",
            move |tx| -> Result<_> {
                tx.lock_farm(&path)?.ok_or_else(|| not_found(path.farm))?;
                caller.may(Operation::StartSessionsStatisticsAggregation, &path.into())?;
                let work = Work::of(tx, &input, &prices)?;
                if tx.aggregation_is_under_way(path.farm, timed_out_before(now))? {
                    let why = "another aggregation of this farm is under way; try again soon";
                    return Err(Error::Answer(Exception::throttling(RETRY_AFTER_S, why)));
                }
                let taken = TakenAggregation {
                    id: id.clone(),
                    farm: path.farm,
                    asked: asked.clone(),
                };
                tx.insert_aggregation(&taken, now, lease(now))?;
                Ok(work)
            },
        )
        .await?;
    tokio::spawn(aggregate(cx.clone(), aggregation_id.clone(), work));
    Ok(StartSessionsStatisticsAggregationResponse { aggregation_id })
}

/// Thirty-two hexadecimal digits.
fn id_of(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

fn scope(
    tx: &mut Tx,
    path: &FarmPath,
    input: &StartSessionsStatisticsAggregationRequest,
) -> Result<Scope> {
    let farm = path.farm;
    let (queues, fleets): (Vec<QueueId>, Vec<FleetId>) = match &input.resource_ids {
        SessionsStatisticsResources::QueueIds(queues) => (queues.clone(), Vec::new()),
        SessionsStatisticsResources::FleetIds(fleets) => {
            (tx.queue_ids_of_farm(farm)?, fleets.clone())
        }
    };
    for fleet in fleets.iter().copied() {
        let path = FleetPath { farm, fleet };
        tx.fleet(&path)?.ok_or_else(|| not_found(fleet))?;
    }
    for queue in queues.iter().copied().filter(|_| fleets.is_empty()) {
        let path = QueuePath { farm, queue };
        tx.queue(&path)?.ok_or_else(|| not_found(queue))?;
    }
    Ok(Scope {
        queues,
        fleets,
        from: input.start_time,
        to: input.end_time,
    })
}

/// What is added up, and how.
struct Work {
    scope: Scope,
    question: Question,
}

impl Work {
    fn of(
        tx: &mut Tx,
        input: &StartSessionsStatisticsAggregationRequest,
        prices: &Prices,
    ) -> Result<Self> {
        let path = FarmPath {
            farm: input.farm_id,
        };
        let farm = tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
        let offset = offset(input.timezone.as_deref())
            .ok_or_else(|| invalid("timezone", "is not written as UTC+hh:mm"))?;
        Ok(Self {
            scope: scope(tx, &path, input)?,
            question: Question {
                from: input.start_time,
                to: input.end_time,
                group_by: input.group_by.clone(),
                statistics: input.statistics.clone(),
                period: input.period,
                offset,
                prices: prices.clone(),
                scale: farm.settings.cost_scale(),
            },
        })
    }
}

/// Completes what a server left that is gone.
pub async fn resume(cx: Cx, left: TakenAggregation) -> Result<()> {
    let input: StartSessionsStatisticsAggregationRequest = serde_json::from_str(&left.asked)
        .map_err(|why| Error::internal(format!("an aggregation cannot be read: {why}")))?;
    let prices = cx.config.prices.clone();
    let work = cx
        .store
        .read("aggregation_left", move |tx| Work::of(tx, &input, &prices));
    match work.await {
        Ok(work) => {
            aggregate(cx, left.id, work).await;
            Ok(())
        }
        // What it asked about has been deleted meanwhile.
        Err(why) => {
            let message = format!("it cannot be completed: {why}");
            let ending = cx.store.write("end_aggregation", move |tx| -> Result<_> {
                Ok(tx.end_aggregation(&left.id, Status::Failed, Some(&message), &[])?)
            });
            ending.await
        }
    }
}

/// What began before and is not completed never will be.
pub fn timed_out_before(now: Timestamp) -> Timestamp {
    Timestamp::from_ms(now.as_ms() - PATIENCE_MS)
}

/// Until when an aggregation is somebody's who takes it or goes on with it now.
pub fn lease(now: Timestamp) -> Timestamp {
    Timestamp::from_ms(now.as_ms() + LEASE_MS)
}

async fn aggregate(cx: Cx, id: String, work: Work) {
    let (status, message, statistics) = match add_up(&cx, &id, work).await {
        Ok(Some(statistics)) => (Status::Completed, None, statistics),
        Ok(None) => {
            let why = format!(
                "there are more than {MOST_ROWS} rows: ask for less time, a longer period or \
                 fewer groups"
            );
            (Status::Failed, Some(why), Vec::new())
        }
        Err(why) => {
            tracing::warn!(%why, id, "statistics of sessions could not be added up");
            let why = "the sessions could not be read; start it again".to_owned();
            (Status::Failed, Some(why), Vec::new())
        }
    };
    let ending = cx.store.write("end_aggregation", move |tx| -> Result<_> {
        Ok(tx.end_aggregation(&id, status, message.as_deref(), &statistics)?)
    });
    if let Err(why) = ending.await {
        // It is shown as timed out in a while.
        tracing::warn!(%why, "statistics of sessions could not be kept");
    }
}

/// `None` if there are too many rows.
async fn add_up(cx: &Cx, id: &str, work: Work) -> Result<Option<Vec<Statistics>>> {
    let Work { scope, question } = work;
    let mut aggregation = Aggregation::new(question);
    let now = cx.clock.now();
    let mut until = lease(now);
    let of_open = scope.clone();
    let open = cx
        .store
        .read_long("sessions_that_live", move |tx| -> Result<_> {
            Ok(tx.sessions_that_live(&of_open, now)?)
        });
    open.await?.iter().for_each(|lived| aggregation.add(lived));
    let mut after = None;
    loop {
        let of_page = scope.clone();
        let page = cx
            .store
            .read_long("sessions_that_lived", move |tx| -> Result<_> {
                Ok(tx.sessions_that_lived(&of_page, after, SESSIONS_AT_ONCE)?)
            });
        let page = page.await?;
        page.iter().for_each(|(lived, _)| aggregation.add(lived));
        if aggregation.row_count() > MOST_ROWS {
            return Ok(None);
        }
        if until.as_ms() - cx.clock.now().as_ms() < LEASE_MS / 2 {
            until = lease(cx.clock.now());
            let id = id.to_owned();
            let keeping = cx.store.write("keep_aggregation", move |tx| -> Result<_> {
                Ok(tx.keep_aggregation(&id, until)?)
            });
            keeping.await?;
        }
        match page.last() {
            Some((_, place)) if page.len() == SESSIONS_AT_ONCE => after = Some(*place),
            Some(_) | None => return Ok(Some(aggregation.into_statistics())),
        }
    }
}

pub async fn get_sessions_statistics_aggregation(
    cx: &Cx,
    caller: &Caller,
    input: GetSessionsStatisticsAggregationRequest,
) -> Result<GetSessionsStatisticsAggregationResponse> {
    const OPERATION: Operation = Operation::GetSessionsStatisticsAggregation;
    let path = FarmPath {
        farm: input.farm_id,
    };
    let first: usize = decode(OPERATION, input.next_token.as_deref())?.unwrap_or(0);
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let found = cx
        .store
        .read(
            "get_sessions_statistics_aggregation",
            move |tx| -> Result<_> {
                tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
                caller.may(OPERATION, &path.into())?;
                let found = tx.aggregation(&input.aggregation_id, path.farm)?;
                found.ok_or_else(|| {
                    let (kind, id) = ("aggregation", input.aggregation_id.clone());
                    let message =
                        format!("there is no {kind} `{id}`; results are kept for an hour");
                    Error::Answer(Exception::resource_not_found(kind, id, message))
                })
            },
        )
        .await?;
    let is_late = found.created_at < timed_out_before(cx.clock.now());
    let is_lost = found.status == Status::InProgress && is_late;
    let status = if is_lost {
        Status::Timeout
    } else {
        found.status
    };
    let (count, rows) = (found.statistics.len(), found.statistics.into_iter());
    let is_over = first.saturating_add(size) >= count;
    Ok(GetSessionsStatisticsAggregationResponse {
        next_token: (!is_over).then(|| encode(OPERATION, &(first + size))),
        statistics: (status == Status::Completed).then(|| rows.skip(first).take(size).collect()),
        status,
        status_message: found.message,
    })
}
