//! Who is a member of a farm, queue, fleet or job: AssociateMemberTo…, DisassociateMemberFrom… and
//! List…Members of each, and ListMemberships (`semantics.md` 1.15, 7.2). Levels are kept and shown;
//! what a level allows is told by policies (`callsheet-policy/policies/members.cedar`).

use callsheet_api::Operation;
use callsheet_api::types::{
    AssociateMemberToFarmRequest, AssociateMemberToFarmResponse, AssociateMemberToFleetRequest,
    AssociateMemberToFleetResponse, AssociateMemberToJobRequest, AssociateMemberToJobResponse,
    AssociateMemberToQueueRequest, AssociateMemberToQueueResponse,
    DisassociateMemberFromFarmRequest, DisassociateMemberFromFarmResponse,
    DisassociateMemberFromFleetRequest, DisassociateMemberFromFleetResponse,
    DisassociateMemberFromJobRequest, DisassociateMemberFromJobResponse,
    DisassociateMemberFromQueueRequest, DisassociateMemberFromQueueResponse, FarmMember,
    FleetMember, JobMember, ListFarmMembersRequest, ListFarmMembersResponse,
    ListFleetMembersRequest, ListFleetMembersResponse, ListJobMembersRequest,
    ListJobMembersResponse, ListMembershipsRequest, ListMembershipsResponse,
    ListQueueMembersRequest, ListQueueMembersResponse, MembershipSummary, QueueMember,
};
use callsheet_policy::{Asked, Level};
use callsheet_store::Tx;
use callsheet_store::members::{Member, MemberOf, MembershipFilter};
use callsheet_store::paths::{FarmPath, FleetPath, JobPath, QueuePath};
use callsheet_store::quotas::Counted;
use callsheet_store::tags::ResourceId;

use crate::api::any_resource::AnyResource;
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Result, invalid, not_found};

impl From<MemberOf> for AnyResource {
    fn from(of: MemberOf) -> Self {
        match of {
            MemberOf::Farm(path) => Self::Farm(path),
            MemberOf::Queue(path) => Self::Queue(path),
            MemberOf::Fleet(path) => Self::Fleet(path),
            MemberOf::Job(path) => Self::Job(path),
        }
    }
}

/// A member who is one already gets the new level.
async fn associate(
    cx: &Cx,
    caller: &Caller,
    operation: Operation,
    of: MemberOf,
    member: Member,
) -> Result<()> {
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("associate_member", move |tx| -> Result<_> {
            hold(tx, &of)?;
            let present = tx.level_of_member(of.id(), &member.principal_id)?;
            let asked = Asked {
                membership_level: Some(member.level.into()),
                associated_membership_level: present.map(Level::from),
                principal_id: &member.principal_id,
                ..Asked::default()
            };
            caller.may_as_asked(operation, &AnyResource::from(of).resource(), asked)?;
            if present.is_none() {
                refuse_full(tx, &config.quotas, Counted::Members(of.id()))?;
            }
            Ok(tx.put_member(&of, &member)?)
        })
        .await?;
    cx.standings.forget_all();
    Ok(())
}

/// Held, so that no member is left of what is deleted meanwhile. Jobs go with their queue.
fn hold(tx: &mut Tx, of: &MemberOf) -> Result<()> {
    match of {
        MemberOf::Farm(path) => {
            tx.lock_farm(path)?.ok_or_else(|| not_found(path.farm))?;
        }
        MemberOf::Queue(path) => {
            tx.lock_queue(path)?.ok_or_else(|| not_found(path.queue))?;
        }
        MemberOf::Fleet(path) => {
            tx.lock_fleet(path)?.ok_or_else(|| not_found(path.fleet))?;
        }
        MemberOf::Job(path) => {
            tx.lock_queue(&path.queue_path())?
                .ok_or_else(|| not_found(path.queue))?;
            tx.job_key(path)?.ok_or_else(|| not_found(path.job))?;
        }
    }
    Ok(())
}

/// Who is none is none afterwards: an answer may have been lost.
async fn disassociate(
    cx: &Cx,
    caller: &Caller,
    operation: Operation,
    of: MemberOf,
    principal: String,
) -> Result<()> {
    let caller = caller.clone();
    cx.store
        .write("disassociate_member", move |tx| -> Result<_> {
            let resource = AnyResource::from(of);
            resource.check_exists(tx)?;
            let present = tx.level_of_member(of.id(), &principal)?;
            let asked = Asked {
                associated_membership_level: present.map(Level::from),
                principal_id: &principal,
                ..Asked::default()
            };
            caller.may_as_asked(operation, &resource.resource(), asked)?;
            Ok(tx.delete_member(&of, &principal)?)
        })
        .await?;
    cx.standings.forget_all();
    Ok(())
}

struct Listed {
    members: Vec<Member>,
    next_token: Option<String>,
}

/// Those of the resource itself: a farm's members are not listed again with its queues.
async fn list(
    cx: &Cx,
    caller: &Caller,
    operation: Operation,
    of: MemberOf,
    next_token: Option<String>,
    max_results: Option<i32>,
) -> Result<Listed> {
    let after: Option<String> = decode(operation, next_token.as_deref())?;
    let size = page_size(max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_members", move |tx| -> Result<_> {
            let resource = AnyResource::from(of);
            resource.check_exists(tx)?;
            caller.may(operation, &resource.resource())?;
            Ok(tx.members(&of, after.as_deref(), size)?)
        })
        .await?;
    Ok(Listed {
        members: page.items,
        next_token: page.next.map(|key| encode(operation, &key)),
    })
}

/// For lists of what a principal is a member of: who belongs to a parent sees all, anybody else what
/// is its own. `None`: all.
pub fn narrowed(
    tx: &mut Tx,
    principal: Option<&str>,
    parents: &[ResourceId],
) -> Result<Option<String>> {
    match principal {
        Some(principal) if !tx.is_member(parents, principal)? => Ok(Some(principal.to_owned())),
        Some(_) | None => Ok(None),
    }
}

pub async fn list_memberships(
    cx: &Cx,
    caller: &Caller,
    input: ListMembershipsRequest,
) -> Result<ListMembershipsResponse> {
    const OPERATION: Operation = Operation::ListMemberships;
    // There is one, so who is a user need not say which.
    let own = caller.user_id().map(|_| cx.config.identity_store_id());
    let identity_store_id = input
        .identity_store_id
        .or(own)
        .ok_or_else(|| invalid("identityStoreId", "is needed by whoever is no user here"))?;
    let asked = Asked {
        principal_id: &input.principal_id,
        ..Asked::default()
    };
    caller.may_as_asked(OPERATION, &Resource::ACCOUNT, asked)?;
    let filter = MembershipFilter {
        principal_id: input.principal_id,
        identity_store_id,
        kinds: input.resource_types.unwrap_or_default(),
    };
    let after: Option<ResourceId> = decode(OPERATION, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let page = cx
        .store
        .read("list_memberships", move |tx| -> Result<_> {
            Ok(tx.memberships(&filter, after, size)?)
        })
        .await?;
    let memberships = page.items.into_iter();
    Ok(ListMembershipsResponse {
        memberships: memberships
            .map(|(of, member)| membership(of, member))
            .collect(),
        next_token: page.next.map(|key| encode(OPERATION, &key)),
    })
}

fn membership(of: MemberOf, member: Member) -> MembershipSummary {
    match of {
        MemberOf::Farm(path) => MembershipSummary::Farm(of_farm(path, member)),
        MemberOf::Queue(path) => MembershipSummary::Queue(of_queue(path, member)),
        MemberOf::Fleet(path) => MembershipSummary::Fleet(of_fleet(path, member)),
        MemberOf::Job(path) => MembershipSummary::Job(of_job(path, member)),
    }
}

fn of_farm(path: FarmPath, member: Member) -> FarmMember {
    FarmMember {
        farm_id: path.farm,
        identity_store_id: member.identity_store_id,
        membership_level: member.level,
        principal_id: member.principal_id,
        principal_type: member.principal_type,
    }
}

fn of_queue(path: QueuePath, member: Member) -> QueueMember {
    QueueMember {
        farm_id: path.farm,
        identity_store_id: member.identity_store_id,
        membership_level: member.level,
        principal_id: member.principal_id,
        principal_type: member.principal_type,
        queue_id: path.queue,
    }
}

fn of_fleet(path: FleetPath, member: Member) -> FleetMember {
    FleetMember {
        farm_id: path.farm,
        fleet_id: path.fleet,
        identity_store_id: member.identity_store_id,
        membership_level: member.level,
        principal_id: member.principal_id,
        principal_type: member.principal_type,
    }
}

fn of_job(path: JobPath, member: Member) -> JobMember {
    JobMember {
        farm_id: path.farm,
        identity_store_id: member.identity_store_id,
        job_id: path.job,
        membership_level: member.level,
        principal_id: member.principal_id,
        principal_type: member.principal_type,
        queue_id: path.queue,
    }
}

/// The three operations of one kind of resource. A macro, because their requests and answers share
/// no type and differ in nothing but their names.
macro_rules! members_of {
    (
        $of:ident, $path:ident { $($field:ident: $id:ident),* }, $shown:ident,
        $associate:ident: $associate_operation:ident
            ($associate_request:ident) -> $associate_response:ident,
        $disassociate:ident: $disassociate_operation:ident
            ($disassociate_request:ident) -> $disassociate_response:ident,
        $list:ident: $list_operation:ident ($list_request:ident) -> $list_response:ident,
    ) => {
        pub async fn $associate(
            cx: &Cx,
            caller: &Caller,
            input: $associate_request,
        ) -> Result<$associate_response> {
            let of = MemberOf::$of($path { $($field: input.$id),* });
            let member = Member {
                principal_id: input.principal_id,
                principal_type: input.principal_type,
                identity_store_id: input.identity_store_id,
                level: input.membership_level,
            };
            associate(cx, caller, Operation::$associate_operation, of, member).await?;
            Ok($associate_response {})
        }

        pub async fn $disassociate(
            cx: &Cx,
            caller: &Caller,
            input: $disassociate_request,
        ) -> Result<$disassociate_response> {
            let of = MemberOf::$of($path { $($field: input.$id),* });
            let operation = Operation::$disassociate_operation;
            disassociate(cx, caller, operation, of, input.principal_id).await?;
            Ok($disassociate_response {})
        }

        pub async fn $list(
            cx: &Cx,
            caller: &Caller,
            input: $list_request,
        ) -> Result<$list_response> {
            let path = $path { $($field: input.$id),* };
            let (token, most) = (input.next_token, input.max_results);
            let operation = Operation::$list_operation;
            let listed = list(cx, caller, operation, MemberOf::$of(path), token, most).await?;
            let members = listed.members.into_iter();
            Ok($list_response {
                members: members.map(|member| $shown(path, member)).collect(),
                next_token: listed.next_token,
            })
        }
    };
}

members_of! {
    Farm, FarmPath { farm: farm_id }, of_farm,
    associate_member_to_farm: AssociateMemberToFarm
        (AssociateMemberToFarmRequest) -> AssociateMemberToFarmResponse,
    disassociate_member_from_farm: DisassociateMemberFromFarm
        (DisassociateMemberFromFarmRequest) -> DisassociateMemberFromFarmResponse,
    list_farm_members: ListFarmMembers (ListFarmMembersRequest) -> ListFarmMembersResponse,
}

members_of! {
    Queue, QueuePath { farm: farm_id, queue: queue_id }, of_queue,
    associate_member_to_queue: AssociateMemberToQueue
        (AssociateMemberToQueueRequest) -> AssociateMemberToQueueResponse,
    disassociate_member_from_queue: DisassociateMemberFromQueue
        (DisassociateMemberFromQueueRequest) -> DisassociateMemberFromQueueResponse,
    list_queue_members: ListQueueMembers (ListQueueMembersRequest) -> ListQueueMembersResponse,
}

members_of! {
    Fleet, FleetPath { farm: farm_id, fleet: fleet_id }, of_fleet,
    associate_member_to_fleet: AssociateMemberToFleet
        (AssociateMemberToFleetRequest) -> AssociateMemberToFleetResponse,
    disassociate_member_from_fleet: DisassociateMemberFromFleet
        (DisassociateMemberFromFleetRequest) -> DisassociateMemberFromFleetResponse,
    list_fleet_members: ListFleetMembers (ListFleetMembersRequest) -> ListFleetMembersResponse,
}

members_of! {
    Job, JobPath { farm: farm_id, queue: queue_id, job: job_id }, of_job,
    associate_member_to_job: AssociateMemberToJob
        (AssociateMemberToJobRequest) -> AssociateMemberToJobResponse,
    disassociate_member_from_job: DisassociateMemberFromJob
        (DisassociateMemberFromJobRequest) -> DisassociateMemberFromJobResponse,
    list_job_members: ListJobMembers (ListJobMembersRequest) -> ListJobMembersResponse,
}
