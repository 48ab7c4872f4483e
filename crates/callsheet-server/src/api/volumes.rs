//! ListVolumes, GetVolume and DeleteVolume (`semantics.md` 6.5): volumes come and go with the
//! machines of a provider, and none runs here, so every fleet has none.

use callsheet_api::Operation;
use callsheet_api::types::{
    DeleteVolumeRequest, DeleteVolumeResponse, GetVolumeRequest, GetVolumeResponse,
    ListVolumesRequest, ListVolumesResponse,
};
use callsheet_store::paths::FleetPath;

use crate::api::paging::decode;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, not_found};

pub async fn list_volumes(
    cx: &Cx,
    caller: &Caller,
    input: ListVolumesRequest,
) -> Result<ListVolumesResponse> {
    decode::<String>(Operation::ListVolumes, input.next_token.as_deref())?;
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    find_fleet(cx, caller, Operation::ListVolumes, path).await?;
    Ok(ListVolumesResponse {
        next_token: None,
        volumes: Vec::new(),
    })
}

pub async fn get_volume(
    cx: &Cx,
    caller: &Caller,
    input: GetVolumeRequest,
) -> Result<GetVolumeResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    find_fleet(cx, caller, Operation::GetVolume, path).await?;
    Err(not_found(input.volume_id))
}

pub async fn delete_volume(
    cx: &Cx,
    caller: &Caller,
    input: DeleteVolumeRequest,
) -> Result<DeleteVolumeResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    find_fleet(cx, caller, Operation::DeleteVolume, path).await?;
    Err(not_found(input.volume_id))
}

async fn find_fleet(cx: &Cx, caller: &Caller, operation: Operation, path: FleetPath) -> Result<()> {
    let caller = caller.clone();
    cx.store
        .read("fleet_of_volumes", move |tx| -> Result<_> {
            tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(operation, &path.into())
        })
        .await
}
