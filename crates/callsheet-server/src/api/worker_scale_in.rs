//! A fleet that scales by events lets a worker go that has been idle for long (`semantics.md` 6.3).
//! The worker is given nothing from then on, and told to stop in every answer until it says that
//! it does.

use callsheet_api::Timestamp;
use callsheet_api::types::{AutoScalingMode, DesiredWorkerStatus, FleetConfiguration};
use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};
use callsheet_core::loss::worker_on;
use callsheet_core::scale_in::{Bounds, is_surplus};
use callsheet_core::view::WorkerView;
use callsheet_store::Tx;
use callsheet_store::fleets::Fleet;
use callsheet_store::paths::{FleetPath, WorkerPath};

use crate::error::{Error, Result};

/// What the worker shall become, if that is anything else than it is.
pub fn desired(worker: &WorkerView) -> Option<DesiredWorkerStatus> {
    let is_done = worker.session.is_none() && worker.state == WorkerState::Draining;
    is_done.then_some(DesiredWorkerStatus::Stopped)
}

/// Called for a worker that asked and was given nothing.
pub fn scale_in(
    tx: &mut Tx,
    path: &WorkerPath,
    worker: &mut WorkerView,
    now: Timestamp,
) -> Result<()> {
    let (farm, fleet) = (path.farm, path.fleet);
    let path = FleetPath { farm, fleet };
    let Some(bounds) = tx.fleet(&path)?.as_ref().and_then(bounds) else {
        return Ok(());
    };
    let idle_since = tx.idle_since(worker.id)?.unwrap_or(now);
    let idle_ms = now.as_ms() - idle_since.as_ms();
    if !is_surplus(bounds, tx.crew(fleet)?, idle_ms) {
        return Ok(());
    }
    // Counted again under lock: of two idle workers that ask at once only one may be too many.
    tx.lock_fleet(&path)?;
    if !is_surplus(bounds, tx.crew(fleet)?, idle_ms) {
        return Ok(());
    }
    let changes = worker_on(worker, WorkerEvent::ScaledIn, now)
        .map_err(|illegal| Error::internal(format!("scaling in refused: {illegal}")))?;
    tx.apply(&changes, now)?;
    Ok(())
}

/// None for a fleet whose size is nobody's business but its owner's.
pub fn bounds(fleet: &Fleet) -> Option<Bounds> {
    let FleetConfiguration::CustomerManaged(configuration) = &fleet.settings.configuration else {
        return None;
    };
    let scaling = configuration.auto_scaling_configuration.as_ref()?;
    (configuration.mode == AutoScalingMode::EventBasedAutoScaling).then(|| Bounds {
        min: i64::from(fleet.settings.min_worker_count),
        max: fleet.max_worker_count(),
        standby: i64::from(scaling.standby_worker_count.unwrap_or(0)),
        idle_ms: i64::from(scaling.worker_idle_duration_seconds.unwrap_or(0)) * 1_000,
    })
}
