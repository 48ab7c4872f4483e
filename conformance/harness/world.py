"""A farm with one of everything, for cases that are made from the model; no worker of ours runs on
it, so that nothing moves but what a case moves."""
import itertools
import json
import uuid
from datetime import timedelta

from harness.model import EXAMPLES, FAR_AHEAD, LONG_AGO
from harness.server import Farm
from harness.templates import job, step

ENVIRONMENT = json.dumps({"specificationVersion": "environment-2023-09",
                          "environment": {"name": "Site", "variables": {"A": "b"}}})
TEMPLATE = json.dumps(job(step("First", "true", tasks=4), step("Then", "true", after=["First"])))
MANY = 2**31 - 1
ROLE = EXAMPLES["IamRoleArn"]
CUSTOMER_MANAGED = {"customerManaged": {
    "mode": "NO_SCALING", "workerCapabilities": {
        "vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
        "osFamily": "LINUX", "cpuArchitectureType": "x86_64"}}}
SERVICE_MANAGED = {"serviceManagedEc2": {
    "instanceCapabilities": CUSTOMER_MANAGED["customerManaged"]["workerCapabilities"],
    "instanceMarketOptions": {"type": "spot"}}}
CAPABILITIES = {
    "amounts": [{"name": "amount.worker.vcpu", "value": 8},
                {"name": "amount.worker.memory", "value": 4096}],
    "attributes": [{"name": "attr.worker.os.family", "values": ["linux"]},
                   {"name": "attr.worker.cpu.arch", "values": ["x86_64"]}]}

# Texts that mean something, and numbers that fit to each other: by shape, member or both.
LIKELY = {
    "JobTemplate": TEMPLATE, "JobTemplateType": "JSON",
    "EnvironmentTemplate": ENVIRONMENT, "EnvironmentTemplateType": "YAML",
    "FleetConfiguration": CUSTOMER_MANAGED, "WorkerCapabilities": CAPABILITIES,
    "maxWorkerCount": MANY, "AcceleratorCountRange.min": 0,
    "AcceleratorTotalMemoryMiBRange.min": 0,
    "AcceleratorCapabilities": {"selections": [{"name": "t4"}], "count": {"min": 0, "max": 1}},
    "AcceleratorCapabilities.count": {"min": 0, "max": 1},
    "JobRunAsUser": {"runAs": "QUEUE_CONFIGURED_USER",
                     "posix": {"user": "render", "group": "artists"}},
    "S3Location.bucketName": "job-attachments", "endTime": FAR_AHEAD,
    "DateTimeFilterExpression.name": "CREATED_AT", "FieldSortExpression.name": "CREATED_AT",
    "StringFilterExpression.name": "CREATED_BY", "StringListFilterExpression.name": "CREATED_BY",
    "StringListFilterExpression.operator": "ANY_EQUALS", "Tags": {"show": "atlas"},
}


class World(Farm):
    """`ids` of the things that are there for all cases, and a word to make each kind anew."""

    def __init__(self, callsheet):
        super().__init__(callsheet)
        self.numbers = itertools.count(1)
        self.farm_id = {"farmId": callsheet.farm_id}
        self.ids = self.farm_id | self.queue() | self.fleet_of()
        self.place, self.home = self.only("farmId", "queueId"), self.only("farmId", "fleetId")
        self.deadline.create_queue_fleet_association(**self.ids)
        self.ids |= self.profile() | self.limit() | self.budget() | self.monitor()
        self.deadline.update_queue(
            **self.place, allowedStorageProfileIdsToAdd=[self.ids["storageProfileId"]])
        self.ids |= self.environment(self.place) | self.license_endpoint()
        self.deadline.create_queue_limit_association(**self.only("farmId", "queueId", "limitId"))
        self.ids |= self.worker() | self.submitted() | self.aggregation()
        self.ids |= self.at_work(self.ids)
        self.member(self.farm_id, "farm")

    def only(self, *names):
        return {name: self.ids[name] for name in names}

    def number(self):
        return next(self.numbers)

    def made(self, operation, member, **input):
        return {member: getattr(self.deadline, operation)(**input)[member]}

    def farm_of_its_own(self):
        return self.made("create_farm", "farmId", displayName="Own")

    def keys_of_another_farm(self):
        farm = self.farm_of_its_own()
        queue = self.made("create_queue", "queueId", **farm, displayName="Q", roleArn=ROLE)
        return self.deadline.assume_queue_role_for_user(**farm, **queue)["credentials"]

    def queue(self):
        return self.made("create_queue", "queueId", **self.farm_id, displayName="Q", roleArn=ROLE)

    def fleet_of(self, configuration=CUSTOMER_MANAGED):
        return self.made("create_fleet", "fleetId", **self.farm_id, displayName="F", roleArn=ROLE,
                         maxWorkerCount=MANY, configuration=configuration)

    def service_managed_fleet(self):
        return self.fleet_of(SERVICE_MANAGED)

    def profile(self):
        return self.made("create_storage_profile", "storageProfileId", **self.farm_id,
                         displayName="P", osFamily="LINUX")

    def limit(self):
        return self.made("create_limit", "limitId", **self.farm_id, displayName="L", maxCount=5,
                         amountRequirementName=f"amount.limit{self.number()}")

    def budget(self):
        times = {"startTime": LONG_AGO, "endTime": FAR_AHEAD}
        return self.made(
            "create_budget", "budgetId", **self.farm_id, displayName="B", actions=[],
            approximateDollarLimit=1000, schedule={"fixed": times},
            usageTrackingResource={"queueId": self.queue()["queueId"]})

    def monitor(self):
        return self.made(
            "create_monitor", "monitorId", displayName="M", roleArn=ROLE,
            subdomain=f"monitor-{self.number()}",
            identityCenterInstanceArn=EXAMPLES["IdentityCenterInstanceArn"])

    def license_endpoint(self):
        return self.made("create_license_endpoint", "licenseEndpointId", vpcId="vpc-1",
                         subnetIds=["subnet-1"], securityGroupIds=["sg-1"])

    def environment(self, place):
        return self.made("create_queue_environment", "queueEnvironmentId", **place, priority=1,
                         templateType="YAML",
                         template=ENVIRONMENT.replace("Site", f"Site{self.number()}"))

    def environment_of_its_own(self):
        place = self.farm_id | self.queue()
        return place | self.environment(place)

    def worker(self, status="STARTED", home=None):
        home = home or self.home
        made = self.made("create_worker", "workerId", **home)
        if status:
            self.deadline.update_worker(
                **home, **made, status=status, capabilities=CAPABILITIES,
                hostProperties={"hostName": "render-1"})
        return made

    def submitted(self, status="READY", place=None):
        """A job of two steps, with the ids of its first step and first task."""
        ids = self.submit(json.loads(TEMPLATE), queue=place or self.place,
                          targetTaskRunStatus=status)
        [first] = [one for one in self.deadline.list_steps(**ids)["steps"]
                   if one["name"] == "First"]
        return ids | {"stepId": first["stepId"],
                      "taskId": f"{first['stepId'].replace('step', 'task')}-0"}

    def suspended(self):
        return self.submitted("SUSPENDED")

    def at_work(self, ids):
        """The session that a worker gets, and its first action; both stay open."""
        worker = {name: ids[name] for name in ("farmId", "fleetId", "workerId")}
        assigned = self.deadline.update_worker_schedule(**worker)["assignedSessions"]
        [(session, found)] = assigned.items()
        return {"sessionId": session,
                "sessionActionId": found["sessionActions"][0]["sessionActionId"]}

    def session_of_its_own(self):
        """A worker with a session of a job of its own, in a queue that has no other."""
        ids = self.farm_id | self.queue() | self.fleet_of()
        self.deadline.create_queue_fleet_association(**ids)
        home, place = ({name: ids[name] for name in ("farmId", noun)}
                       for noun in ("fleetId", "queueId"))
        ids |= self.worker(home=home) | self.submitted(place=place)
        return ids | self.at_work(ids)

    def association_of_its_own(self):
        ids = self.farm_id | self.queue() | self.fleet_of()
        self.deadline.create_queue_fleet_association(**ids)
        return ids

    def stopped_association(self):
        ids = self.association_of_its_own()
        self.deadline.update_queue_fleet_association(
            **ids, status="STOP_SCHEDULING_AND_CANCEL_TASKS")
        return ids

    def limit_association_of_its_own(self):
        ids = self.farm_id | self.queue() | self.limit()
        self.deadline.create_queue_limit_association(**ids)
        return ids

    def stopped_limit_association(self):
        ids = self.limit_association_of_its_own()
        self.deadline.update_queue_limit_association(
            **ids, status="STOP_LIMIT_USAGE_AND_CANCEL_TASKS")
        return ids

    def aggregation(self):
        return self.made(
            "start_sessions_statistics_aggregation", "aggregationId",
            **self.only("farmId"), resourceIds={"queueIds": [self.ids["queueId"]]},
            startTime=LONG_AGO, endTime=LONG_AGO + timedelta(hours=2),
            groupBy=["QUEUE_ID"], statistics=["SUM"])

    def member(self, ids, noun):
        principal = {"principalId": str(uuid.uuid4())}
        getattr(self.deadline, f"associate_member_to_{noun}")(
            **ids, **principal, principalType="USER", membershipLevel="VIEWER",
            identityStoreId=EXAMPLES["IdentityStoreId"])
        return principal

    def arn(self):
        region = self.deadline.meta.region_name
        return f"arn:aws:deadline:{region}:000000000000:farm/{self.ids['farmId']}"

    def known(self):
        """What `Least` cannot make up: ids, and texts that mean something."""
        ids = {name[0].upper() + name[1:]: value for name, value in self.ids.items()}
        return ids | LIKELY | {
            "AmountRequirementName": lambda: f"amount.case{self.number()}",
            "Subdomain": lambda: f"studio-{self.number()}",
            "resourceArn": self.arn(),
        }


def job_of(ids):
    return {name: ids[name] for name in ("farmId", "queueId", "jobId")}
