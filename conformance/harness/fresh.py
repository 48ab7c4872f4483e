"""What a case that has to succeed needs anew, because it uses it up."""
from harness.model import EXAMPLES
from harness.world import TEMPLATE, World, job_of


# Needed for a request to be valid, though each may be left out in some other one.
BESIDE = {
    "CreateJob": {"template": TEMPLATE, "templateType": "JSON"},
    "ListMemberships": {"identityStoreId": EXAMPLES["IdentityStoreId"]},
}


def used_up(world, operation, case):
    if operation == "UpdateFleet" and "serviceManagedEc2" in case.path:
        return world.service_managed_fleet()
    make = FRESH.get(operation)
    return make(world) if make else {}


def step_of(ids):
    return job_of(ids) | {"stepId": ids["stepId"]}


def session_of(ids):
    return job_of(ids) | {"sessionId": ids["sessionId"]}


FRESH = {
    "BatchUpdateJob": lambda world: {"jobs": [job_of(world.suspended())]},
    "BatchUpdateTask": lambda world: {
        "tasks": [world.suspended() | {"targetRunStatus": "CANCELED"}]},
    "CreateQueueEnvironment": lambda world: world.queue(),
    "CreateQueueFleetAssociation": lambda world: world.queue(),
    "CreateQueueLimitAssociation": lambda world: world.queue(),
    "DeleteBudget": World.budget,
    "DeleteFarm": World.farm_of_its_own,
    "DeleteFleet": World.fleet_of,
    "DeleteLicenseEndpoint": World.license_endpoint,
    "DeleteLimit": World.limit,
    "DeleteMonitor": World.monitor,
    "DeleteQueue": World.queue,
    "DeleteQueueEnvironment": World.environment_of_its_own,
    "DeleteQueueFleetAssociation": World.stopped_association,
    "DeleteQueueLimitAssociation": World.stopped_limit_association,
    "DeleteStorageProfile": World.profile,
    "DeleteWorker": lambda world: world.worker(status=None),
    "DisassociateMemberFromFarm": lambda world: world.member(world.farm_id, "farm"),
    "DisassociateMemberFromFleet": lambda world: world.member(world.home, "fleet"),
    "DisassociateMemberFromJob": lambda world: world.member(job_of(world.ids), "job"),
    "DisassociateMemberFromQueue": lambda world: world.member(world.place, "queue"),
    "UpdateFleet": World.fleet_of,
    "UpdateJob": lambda world: job_of(world.suspended()),
    "UpdateQueue": World.queue,
    "UpdateQueueFleetAssociation": World.association_of_its_own,
    "UpdateQueueLimitAssociation": World.limit_association_of_its_own,
    "UpdateSession": lambda world: session_of(world.session_of_its_own()),
    "UpdateStep": lambda world: step_of(world.suspended()),
    "UpdateTask": World.suspended,
    "UpdateWorker": World.worker,
    "UpdateWorkerSchedule": World.worker,
}
