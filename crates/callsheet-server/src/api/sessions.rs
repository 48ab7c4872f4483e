//! GetSession, ListSessions, ListSessionsForWorker and BatchGetSession (`semantics.md` 2.6, 5.13).

use callsheet_api::Operation;
use callsheet_api::ids::{FarmId, SessionId};
use callsheet_api::types::{
    BatchGetSessionError, BatchGetSessionErrorCode, BatchGetSessionIdentifier, BatchGetSessionItem,
    BatchGetSessionRequest, BatchGetSessionResponse, GetSessionRequest, GetSessionResponse,
    ListSessionsForWorkerRequest, ListSessionsForWorkerResponse, ListSessionsRequest,
    ListSessionsResponse, SessionLifecycleTargetStatus, SessionSummary, WorkerSessionSummary,
};
use callsheet_core::lifecycle::session::SessionState;
use callsheet_store::Tx;
use callsheet_store::paths::{JobPath, SessionPath, WorkerPath};
use callsheet_store::sessions::Session;

use crate::api::batches::each;
use crate::api::log_configuration::{session_log, worker_log};
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::host_properties;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

pub async fn get_session(
    cx: &Cx,
    caller: &Caller,
    input: GetSessionRequest,
) -> Result<GetSessionResponse> {
    let path = SessionPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        session: input.session_id,
    };
    let caller = caller.clone();
    let session = cx
        .store
        .read("get_session", move |tx| -> Result<_> {
            let session = tx.session(&path)?.ok_or_else(|| not_found(path.session))?;
            caller.may(Operation::GetSession, &path.into())?;
            Ok(session)
        })
        .await?;
    whole(session)
}

fn whole(session: Session) -> Result<GetSessionResponse> {
    Ok(GetSessionResponse {
        ended_at: session.state.ended_at(),
        fleet_id: session.fleet,
        host_properties: host_properties(session.host_properties.as_deref())?,
        lifecycle_status: session.state.wire(),
        log: session_log(session.farm, session.queue, session.id),
        session_id: session.id,
        started_at: session.started_at,
        target_lifecycle_status: target(session.state),
        updated_at: session.updated_at,
        updated_by: session.updated_by,
        worker_id: session.worker,
        worker_log: Some(worker_log(session.farm, session.fleet, session.worker)),
    })
}

/// Shown while the session is on its way there.
const fn target(state: SessionState) -> Option<SessionLifecycleTargetStatus> {
    match state {
        SessionState::Ending => Some(SessionLifecycleTargetStatus::Ended),
        SessionState::Open | SessionState::Ended { .. } => None,
    }
}

pub async fn list_sessions(
    cx: &Cx,
    caller: &Caller,
    input: ListSessionsRequest,
) -> Result<ListSessionsResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let after: Option<SessionId> = decode(Operation::ListSessions, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_sessions", move |tx| -> Result<_> {
            let job_key = tx.job_key(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(Operation::ListSessions, &path.into())?;
            Ok(tx.sessions_of_job(job_key, after, limit)?)
        })
        .await?;
    let sessions = page.items.into_iter().map(|session| SessionSummary {
        ended_at: session.state.ended_at(),
        fleet_id: session.fleet,
        lifecycle_status: session.state.wire(),
        session_id: session.id,
        started_at: session.started_at,
        target_lifecycle_status: target(session.state),
        updated_at: session.updated_at,
        updated_by: session.updated_by,
        worker_id: session.worker,
    });
    Ok(ListSessionsResponse {
        next_token: page.next.map(|key| encode(Operation::ListSessions, &key)),
        sessions: sessions.collect(),
    })
}

pub async fn list_sessions_for_worker(
    cx: &Cx,
    caller: &Caller,
    input: ListSessionsForWorkerRequest,
) -> Result<ListSessionsForWorkerResponse> {
    const OPERATION: Operation = Operation::ListSessionsForWorker;
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let after: Option<SessionId> = decode(OPERATION, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_sessions_for_worker", move |tx| -> Result<_> {
            tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            caller.may(OPERATION, &path.into())?;
            let mut page = tx.sessions_of_worker(path.worker, after, limit)?;
            let all = std::mem::take(&mut page.items).into_iter();
            for session in all {
                if may_see(tx, &caller, path.farm, &session)? {
                    page.items.push(session);
                }
            }
            Ok(page)
        })
        .await?;
    let sessions = page.items.into_iter().map(|session| WorkerSessionSummary {
        ended_at: session.state.ended_at(),
        job_id: session.job,
        lifecycle_status: session.state.wire(),
        queue_id: session.queue,
        session_id: session.id,
        started_at: session.started_at,
        target_lifecycle_status: target(session.state),
    });
    Ok(ListSessionsForWorkerResponse {
        next_token: page.next.map(|key| encode(OPERATION, &key)),
        sessions: sessions.collect(),
    })
}

/// A fleet works for many queues: of those that are not the caller's it learns nothing.
fn may_see(tx: &mut Tx, caller: &Caller, farm: FarmId, session: &Session) -> Result<bool> {
    let path = JobPath {
        farm,
        queue: session.queue,
        job: session.job,
    };
    match caller.may_on(tx, Operation::ListSessions, &path.into()) {
        Ok(()) => Ok(true),
        Err(Error::Answer(_)) => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

pub async fn batch_get_session(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetSessionRequest,
) -> Result<BatchGetSessionResponse> {
    let caller = caller.clone();
    cx.store
        .read("batch_get_session", move |tx| -> Result<_> {
            let find = |identifier: &_| session_of_batch(tx, &caller, identifier);
            let (sessions, errors) = each(&input.identifiers, Operation::GetSession, find, error)?;
            Ok(BatchGetSessionResponse { errors, sessions })
        })
        .await
}

fn error(
    identifier: &BatchGetSessionIdentifier,
    code: BatchGetSessionErrorCode,
    message: String,
) -> BatchGetSessionError {
    BatchGetSessionError {
        code,
        farm_id: identifier.farm_id,
        job_id: identifier.job_id,
        message,
        queue_id: identifier.queue_id,
        session_id: identifier.session_id,
    }
}

fn session_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    identifier: &BatchGetSessionIdentifier,
) -> Result<BatchGetSessionItem> {
    let path = SessionPath {
        farm: identifier.farm_id,
        queue: identifier.queue_id,
        job: identifier.job_id,
        session: identifier.session_id,
    };
    caller.may_on(tx, Operation::GetSession, &path.into())?;
    let session = tx.session(&path)?.ok_or_else(|| not_found(path.session))?;
    let session = whole(session)?;
    Ok(BatchGetSessionItem {
        ended_at: session.ended_at,
        farm_id: path.farm,
        fleet_id: session.fleet_id,
        host_properties: session.host_properties,
        job_id: path.job,
        lifecycle_status: session.lifecycle_status,
        log: session.log,
        queue_id: path.queue,
        session_id: session.session_id,
        started_at: session.started_at,
        target_lifecycle_status: session.target_lifecycle_status,
        updated_at: session.updated_at,
        updated_by: session.updated_by,
        worker_id: session.worker_id,
        worker_log: session.worker_log,
    })
}
