//! No more is made than the quotas allow (`semantics.md` 10.6).
//!
//! Nothing is locked for it: requests that run at the same time on PostgreSQL may pass a quota by as
//! many as there are of them.

use callsheet_api::ids::{FarmId, FleetId};
use callsheet_core::quota::{Quota, Quotas};
use callsheet_store::Tx;
use callsheet_store::quotas::Counted;

use crate::error::{Error, Result};

/// Refused where one more would be too many.
pub fn refuse_full(tx: &mut Tx, quotas: &Quotas, counted: Counted) -> Result<()> {
    let quota = counted.quota();
    match quotas.most(quota) {
        Some(most) if tx.are_as_many(&counted, most)? => Err(Error::Full { quota, most }),
        Some(_) | None => Ok(()),
    }
}

/// Refused where the fleets of the farm could have too many workers.
pub fn refuse_more_workers(
    tx: &mut Tx,
    quotas: &Quotas,
    farm: FarmId,
    fleet: FleetId,
    wanted: i32,
) -> Result<()> {
    let quota = Quota::WorkersPerFarm;
    let Some(most) = quotas.most(quota) else {
        return Ok(());
    };
    if tx.most_workers_beside(farm, fleet)? + i64::from(wanted) > most {
        return Err(Error::Full { quota, most });
    }
    Ok(())
}
