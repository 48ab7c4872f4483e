//! Which queues and fleets go together: the user that jobs run as, and the storage profiles. Asked
//! when a pair is associated, and again when either of an associated pair changes.

use callsheet_store::Tx;
use callsheet_store::fleets::Fleet;
use callsheet_store::paths::{FleetPath, QueuePath};
use callsheet_store::queues::Queue;

use crate::api::{queue_run_as, queue_storage};
use crate::error::Result;

/// What somebody wants to change, as far as a refusal has to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changing {
    Association,
    Queue,
    Fleet,
}

impl Changing {
    const fn user_field(self) -> &'static str {
        match self {
            Self::Association => "fleetId",
            Self::Queue => "jobRunAsUser",
            Self::Fleet => "configuration",
        }
    }

    const fn storage_field(self) -> &'static str {
        match self {
            Self::Association => "fleetId",
            Self::Queue => "allowedStorageProfileIdsToRemove",
            Self::Fleet => "configuration",
        }
    }
}

/// Refused unless the jobs of the queue can run on the fleet.
pub fn refuse_misfit(changing: Changing, queue: &Queue, fleet: &Fleet) -> Result<()> {
    queue_run_as::refuse_misfit(changing.user_field(), queue, fleet)?;
    queue_storage::refuse_misfit(changing.storage_field(), queue, fleet)
}

/// A queue that changed must still go with all its fleets.
pub fn check_fleets_of(tx: &mut Tx, queue: &Queue) -> Result<()> {
    for fleet in tx.fleets_of_queue(queue.id)? {
        let path = FleetPath {
            farm: queue.farm,
            fleet,
        };
        if let Some(fleet) = tx.fleet(&path)? {
            refuse_misfit(Changing::Queue, queue, &fleet)?;
        }
    }
    Ok(())
}

/// A fleet that changed must still go with all its queues.
pub fn check_queues_of(tx: &mut Tx, fleet: &Fleet) -> Result<()> {
    for queue in tx.queues_of_fleet(fleet.id)? {
        let path = QueuePath {
            farm: fleet.farm,
            queue,
        };
        if let Some(queue) = tx.queue(&path)? {
            refuse_misfit(Changing::Fleet, &queue, fleet)?;
        }
    }
    Ok(())
}
