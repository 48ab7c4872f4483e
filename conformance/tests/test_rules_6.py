"""Fleets and where logs are: sections 6 and 8 of docs/rules.md."""
from datetime import datetime, timedelta, timezone

from harness.by_hand import CUSTOMER_MANAGED, ROLE, code, field, refused
from harness.templates import job, step

HOST = CUSTOMER_MANAGED["customerManaged"]["workerCapabilities"]


def managed(**more):
    return {"customerManaged": CUSTOMER_MANAGED["customerManaged"] | more}


def cloud(market="spot", more=None, **instance):
    return {"serviceManagedEc2": {
        "instanceCapabilities": {"vCpuCount": {"min": 1}, "memoryMiB": {"min": 512},
                                 "osFamily": "LINUX", "cpuArchitectureType": "x86_64"} | instance,
        "instanceMarketOptions": {"type": market}} | (more or {})}


def create(by_hand):
    def call(configuration):
        return by_hand.loose.create_fleet(
            **by_hand.farm, displayName="F", roleArn=ROLE, maxWorkerCount=1,
            configuration=configuration)
    return call


def test_customer_managed(by_hand):
    """semantics 6.1-1, 6.1-2, 6.1-3, 6.1-4, 6.1-5, 6.1-6, 6.3-4"""
    deadline, call = by_hand.deadline, create(by_hand)
    amounts = [{"name": f"amount.custom{n}", "min": 1} for n in range(16)]
    attributes = [{"name": f"attr.custom{n}", "values": ["x"]} for n in range(16)]
    for wrong in (HOST | {"vCpuCount": {"min": 0}}, HOST | {"memoryMiB": {"min": 511}},
                  HOST | {"vCpuCount": {"min": 1, "max": 10_001}}, HOST | {"osFamily": "BEOS"},
                  HOST | {"cpuArchitectureType": "mips"}, HOST | {"customAmounts": amounts},
                  HOST | {"customAttributes": attributes},
                  {name: value for name, value in HOST.items() if name != "memoryMiB"}):
        assert field(call, configuration=managed(workerCapabilities=wrong)) == "configuration"
    assert field(call, configuration=managed(mode="SOME_SCALING")) == "configuration"
    assert code(call, configuration=managed(storageProfileId="sp-" + "0" * 32)) == \
        "ResourceNotFoundException"
    fleet = by_hand.new_fleet(maxWorkerCount=2, configuration=managed(
        mode="EVENT_BASED_AUTO_SCALING",
        workerCapabilities=HOST | {"customAmounts": amounts[:15],
                                   "customAttributes": attributes[:15]}))
    shown = deadline.get_fleet(**fleet)
    assert shown["configuration"]["customerManaged"]["autoScalingConfiguration"] == {
        "standbyWorkerCount": 0, "workerIdleDurationSeconds": 300, "scaleOutWorkersPerMinute": 10}
    assert shown["workerCount"] == 0
    workers = [by_hand.worker(fleet) for _ in range(2)]
    assert deadline.get_fleet(**fleet)["workerCount"] == 2
    assert refused(deadline.create_worker, **fleet)["resourceId"] == fleet["fleetId"]
    workers[0].say("STOPPED")
    assert deadline.get_fleet(**fleet)["workerCount"] == 1


def test_service_managed(by_hand):
    """semantics 6.2-1, 6.2-2, 6.2-3, 6.2-4, 6.2-5, 6.2-6, 6.5-1, 6.5-3"""
    deadline, call = by_hand.deadline, create(by_hand)

    def gpus(*selections, **count):
        return {"acceleratorCapabilities": {"selections": list(selections)} | (
            {"count": {"min": 1} | count} if count else {})}

    def wrong(configuration):
        return refused(call, configuration=configuration)["fieldList"][0]["name"]

    t4, l4 = {"name": "t4"}, {"name": "l4"}
    volume = {"mountPath": "/mnt/cache"}
    for name, configuration in (
            ("iops", cloud(rootEbsVolume={"iops": 2_999})),
            ("iops", cloud(rootEbsVolume={"iops": 16_001})),
            ("throughputMiB", cloud(rootEbsVolume={"throughputMiB": 124})),
            ("throughputMiB", cloud(rootEbsVolume={"throughputMiB": 1_001})),
            ("acceleratorCapabilities", cloud("wait-and-save", **gpus(t4, max=1))),
            ("selections", cloud(**gpus(t4, t4, max=1))),
            ("selections", cloud(**gpus(t4 | {"runtime": "latest"}, l4, max=1))),
            ("max", cloud(**gpus(t4))),
            ("excludedInstanceTypes", cloud(allowedInstanceTypes=["m5.large"],
                                            excludedInstanceTypes=["m5.xlarge"]))):
        assert wrong(configuration).endswith(name), configuration
    asked = cloud(more={"persistentVolumeConfiguration": volume}, **gpus(t4, l4, max=2))
    fleet = by_hand.farm | {"fleetId": call(configuration=asked)["fleetId"]}
    call(configuration=cloud(allowedInstanceTypes=["g4dn.xlarge"], **gpus(t4)))
    shown = deadline.get_fleet(**fleet)
    assert "no provider" in shown["statusMessage"]
    kept = shown["configuration"]["serviceManagedEc2"]
    instance = kept["instanceCapabilities"]
    assert instance["acceleratorCapabilities"]["selections"] == [t4, l4]
    disk = {"sizeGiB": 250, "iops": 3_000, "throughputMiB": 125}
    assert instance["rootEbsVolume"] == disk
    assert kept["persistentVolumeConfiguration"] == volume | disk | {"lastUsedTtlHours": 12}
    assert kept["instanceMarketOptions"] == {"type": "spot"}
    assert deadline.list_volumes(**fleet)["volumes"] == []
    place = fleet | {"volumeId": "volume-" + "0" * 32}
    for call in (deadline.get_volume, deadline.delete_volume):
        assert refused(call, **place)["resourceType"] == "volume"


def test_host_scripts(by_hand):
    """semantics 6.4-1"""
    script = {"scriptBody": "true", "scriptTimeoutSeconds": 900}
    worker = by_hand.worker(by_hand.new_fleet(hostConfiguration=script))
    assert worker.told["hostConfiguration"] == script
    assert "hostConfiguration" not in by_hand.worker(by_hand.new_fleet()).told


def test_without_scaling_nobody_is_told_to_stop(by_hand):
    """semantics 6.3-6: the largest number of workers became less than there are."""
    deadline = by_hand.deadline
    fleet = by_hand.new_fleet()
    workers = [by_hand.worker(fleet) for _ in range(2)]
    deadline.update_fleet(**fleet, maxWorkerCount=0)
    for worker in workers * 2:
        assert "desiredWorkerStatus" not in worker.ask()
    assert "targetWorkerCount" not in deadline.get_fleet(**fleet)


def test_logs(by_hand):
    """semantics 8.3-1, 8.3-3, 8.3-4, 8.3-5, 8.3-6"""
    deadline, logs = by_hand.deadline, by_hand.callsheet.client("logs")
    queue, fleet = by_hand.pair()
    submitted = by_hand.submit(job(step("S", "true")), queue=queue)
    worker = by_hand.worker(fleet)
    worker.ask()
    place = {"logGroupName": "/aws/deadline/{farmId}/{queueId}".format(**queue),
             "logStreamName": worker.session}
    shown = deadline.get_session(**submitted, sessionId=worker.session)
    assert (shown["log"]["logDriver"], shown["log"]["options"]) == ("awslogs", place)
    told = worker.answer["assignedSessions"][worker.session]["logConfiguration"]
    assert told["options"] == place
    of_worker = {"logGroupName": "/aws/deadline/{farmId}/{fleetId}".format(**fleet),
                 "logStreamName": worker.ids["workerId"]}
    assert deadline.get_worker(**worker.ids)["log"]["options"] == of_worker
    assert shown["workerLog"]["options"] == of_worker
    at = int(datetime.now(timezone.utc).timestamp() * 1_000)
    for one in (place, of_worker):
        for line in ("first", "second"):
            logs.put_log_events(**one, logEvents=[{"timestamp": at, "message": line}])
        events = logs.get_log_events(**one, startFromHead=True)["events"]
        assert [event["message"] for event in events] == ["first", "second"]

    started = datetime(2026, 1, 2, 3, 4, 5, 678_000, timezone.utc)
    ended = started + timedelta(seconds=7)
    action = worker.held[0]
    worker.ask(_0={"startedAt": started, "endedAt": ended, "completedStatus": "SUCCEEDED"})
    shown = deadline.get_session_action(**submitted, sessionActionId=action)
    assert (shown["startedAt"], shown["endedAt"]) == (started, ended)
