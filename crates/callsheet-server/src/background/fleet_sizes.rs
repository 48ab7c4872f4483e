//! Works out how many workers each fleet that scales by events should have, and tells its owner
//! when that changes or the fleet has another size (`semantics.md` 6.3, 8.1).

use callsheet_api::types::FleetConfiguration;
use callsheet_core::event::Happened;
use callsheet_core::event::noted::About;
use callsheet_core::fleet_size::{FleetSize, Situation, news};
use callsheet_store::Tx;
use callsheet_store::fleets::Fleet;
use callsheet_store::paths::FleetPath;

use crate::api::worker_scale_in::bounds;
use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    let fleets = cx.store.read("fleets_that_scale", Tx::fleets_that_scale);
    for path in fleets.await? {
        // Many jobs may have to be looked at, so nobody waits for it.
        let wanted = cx
            .store
            .read_long("workers_wanted", move |tx| tx.workers_wanted(path.fleet));
        let (wanted, now) = (wanted.await?, cx.clock.now());
        let looking = cx.store.read("fleet_news", move |tx| -> Result<_> {
            let fleet = tx.fleet(&path)?;
            Ok(match fleet {
                Some(fleet) => look(tx, &fleet, wanted, now)?.is_some(),
                None => false,
            })
        });
        if looking.await? {
            let writing = cx
                .store
                .write("size_fleet", move |tx| write(tx, &path, wanted, now));
            writing.await?;
        }
    }
    Ok(())
}

/// Under the fleet's lock: two servers that look at once say it once.
fn write(tx: &mut Tx, path: &FleetPath, wanted: i64, now: callsheet_api::Timestamp) -> Result<()> {
    let Some(fleet) = tx.lock_fleet(path)? else {
        return Ok(());
    };
    let Some((before, size)) = look(tx, &fleet, wanted, now)? else {
        return Ok(());
    };
    tx.put_fleet_size(fleet.id, &size)?;
    let sized = Happened::FleetSize {
        fleet: fleet.id,
        previous: before.map_or(0, |before| before.recommended),
        now: size.recommended,
    };
    tx.tell(About::Farm(fleet.farm), sized, now);
    Ok(())
}

type News = (Option<FleetSize>, FleetSize);

fn look(
    tx: &mut Tx,
    fleet: &Fleet,
    wanted: i64,
    now: callsheet_api::Timestamp,
) -> Result<Option<News>> {
    let (Some(bounds), Some(growth_per_minute)) = (bounds(fleet), growth_per_minute(fleet)) else {
        return Ok(None);
    };
    let situation = Situation {
        bounds,
        growth_per_minute,
        needed: tx.crew(fleet.id)?.busy + wanted,
        workers: tx.live_workers(fleet.id)?,
        now,
    };
    let before = tx.fleet_size(fleet.id)?;
    Ok(news(before, &situation).map(|size| (before, size)))
}

fn growth_per_minute(fleet: &Fleet) -> Option<i64> {
    let FleetConfiguration::CustomerManaged(configuration) = &fleet.settings.configuration else {
        return None;
    };
    let scaling = configuration.auto_scaling_configuration.as_ref()?;
    scaling.scale_out_workers_per_minute.map(i64::from)
}
