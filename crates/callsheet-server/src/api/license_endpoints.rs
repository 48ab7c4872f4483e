//! License endpoints and metered products (`semantics.md` 1.15). Endpoints are kept as they are
//! described, and say that no provider makes them reachable. Nobody sells metered licenses through
//! this server, so no product is available: use limits to share licenses of your own.

use callsheet_api::Operation;
use callsheet_api::ids::LicenseEndpointId;
use callsheet_api::types::{
    CreateLicenseEndpointRequest, CreateLicenseEndpointResponse, DeleteLicenseEndpointRequest,
    DeleteLicenseEndpointResponse, DeleteMeteredProductRequest, DeleteMeteredProductResponse,
    GetLicenseEndpointRequest, GetLicenseEndpointResponse, LicenseEndpointStatus,
    LicenseEndpointSummary, ListAvailableMeteredProductsRequest,
    ListAvailableMeteredProductsResponse, ListLicenseEndpointsRequest,
    ListLicenseEndpointsResponse, ListMeteredProductsRequest, ListMeteredProductsResponse,
    PutMeteredProductRequest, PutMeteredProductResponse,
};
use callsheet_store::license_endpoints::{LicenseEndpoint, Network};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Result, not_found, not_found_named};

const STATUS: LicenseEndpointStatus = LicenseEndpointStatus::NotReady;
const STATUS_MESSAGE: &str =
    "no provider of license endpoints runs here; share licenses of your own with limits";

pub async fn create_license_endpoint(
    cx: &Cx,
    caller: &Caller,
    input: CreateLicenseEndpointRequest,
) -> Result<CreateLicenseEndpointResponse> {
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateLicenseEndpoint, &input);
    let tags = tags::checked(input.tags)?;
    let endpoint = LicenseEndpoint {
        id: LicenseEndpointId::from_bytes(cx.ids.draw(now)),
        network: Network {
            vpc_id: input.vpc_id,
            subnet_ids: input.subnet_ids,
            security_group_ids: input.security_group_ids,
        },
    };
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let config = cx.config.clone();
    cx.store
        .write("create_license_endpoint", move |tx| -> Result<_> {
            caller.may(Operation::CreateLicenseEndpoint, &Resource::ACCOUNT)?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full(tx, &config.quotas, Counted::LicenseEndpoints)?;
                tx.insert_license_endpoint(&endpoint, &by, now)?;
                tx.put_tags(*endpoint.id.as_bytes(), &tags)?;
                Ok(CreateLicenseEndpointResponse {
                    license_endpoint_id: endpoint.id,
                })
            })
        })
        .await
}

pub async fn get_license_endpoint(
    cx: &Cx,
    caller: &Caller,
    input: GetLicenseEndpointRequest,
) -> Result<GetLicenseEndpointResponse> {
    let id = input.license_endpoint_id;
    let endpoint = find(cx, caller, Operation::GetLicenseEndpoint, id).await?;
    Ok(GetLicenseEndpointResponse {
        dns_name: None,
        license_endpoint_id: endpoint.id,
        security_group_ids: Some(endpoint.network.security_group_ids),
        status: STATUS,
        status_message: STATUS_MESSAGE.to_owned(),
        subnet_ids: Some(endpoint.network.subnet_ids),
        vpc_id: Some(endpoint.network.vpc_id),
    })
}

async fn find(
    cx: &Cx,
    caller: &Caller,
    operation: Operation,
    id: LicenseEndpointId,
) -> Result<LicenseEndpoint> {
    let caller = caller.clone();
    cx.store
        .read("license_endpoint", move |tx| -> Result<_> {
            let endpoint = tx.license_endpoint(id)?.ok_or_else(|| not_found(id))?;
            caller.may(operation, &Resource::ACCOUNT)?;
            Ok(endpoint)
        })
        .await
}

pub async fn list_license_endpoints(
    cx: &Cx,
    caller: &Caller,
    input: ListLicenseEndpointsRequest,
) -> Result<ListLicenseEndpointsResponse> {
    const OPERATION: Operation = Operation::ListLicenseEndpoints;
    let after: Option<LicenseEndpointId> = decode(OPERATION, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_license_endpoints", move |tx| -> Result<_> {
            caller.may(OPERATION, &Resource::ACCOUNT)?;
            Ok(tx.license_endpoints(after, size)?)
        })
        .await?;
    let endpoints = page
        .items
        .into_iter()
        .map(|endpoint| LicenseEndpointSummary {
            license_endpoint_id: Some(endpoint.id),
            status: Some(STATUS),
            status_message: Some(STATUS_MESSAGE.to_owned()),
            vpc_id: Some(endpoint.network.vpc_id),
        });
    Ok(ListLicenseEndpointsResponse {
        license_endpoints: endpoints.collect(),
        next_token: page.next.map(|key| encode(OPERATION, &key)),
    })
}

/// Nothing is on its way in or out, so there is nothing to conflict with.
pub async fn delete_license_endpoint(
    cx: &Cx,
    caller: &Caller,
    input: DeleteLicenseEndpointRequest,
) -> Result<DeleteLicenseEndpointResponse> {
    let id = input.license_endpoint_id;
    let caller = caller.clone();
    cx.store
        .write("delete_license_endpoint", move |tx| -> Result<_> {
            tx.lock_license_endpoint(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::DeleteLicenseEndpoint, &Resource::ACCOUNT)?;
            tx.delete_license_endpoint(id)?;
            Ok(DeleteLicenseEndpointResponse {})
        })
        .await
}

/// None of the products that there could be is available here.
pub async fn put_metered_product(
    cx: &Cx,
    caller: &Caller,
    input: PutMeteredProductRequest,
) -> Result<PutMeteredProductResponse> {
    find(
        cx,
        caller,
        Operation::PutMeteredProduct,
        input.license_endpoint_id,
    )
    .await?;
    Err(not_found_named("meteredProduct", &input.product_id))
}

pub async fn delete_metered_product(
    cx: &Cx,
    caller: &Caller,
    input: DeleteMeteredProductRequest,
) -> Result<DeleteMeteredProductResponse> {
    find(
        cx,
        caller,
        Operation::DeleteMeteredProduct,
        input.license_endpoint_id,
    )
    .await?;
    Err(not_found_named("meteredProduct", &input.product_id))
}

pub async fn list_metered_products(
    cx: &Cx,
    caller: &Caller,
    input: ListMeteredProductsRequest,
) -> Result<ListMeteredProductsResponse> {
    const OPERATION: Operation = Operation::ListMeteredProducts;
    decode::<String>(OPERATION, input.next_token.as_deref())?;
    find(cx, caller, OPERATION, input.license_endpoint_id).await?;
    Ok(ListMeteredProductsResponse {
        metered_products: Vec::new(),
        next_token: None,
    })
}

/// The operation declares no refusal at all, so a token is not looked at.
pub async fn list_available_metered_products(
    _cx: &Cx,
    _caller: &Caller,
    _input: ListAvailableMeteredProductsRequest,
) -> Result<ListAvailableMeteredProductsResponse> {
    Ok(ListAvailableMeteredProductsResponse {
        metered_products: Vec::new(),
        next_token: None,
    })
}
