"""Jobs as they are created, changed and found: section 3 of docs/rules.md."""
import json
from datetime import timedelta

import pytest

from harness.by_hand import CUSTOMER_MANAGED, ROLE, code, field, now
from harness.server import Callsheet
from harness.templates import job, step
from harness.waiting import wait_for

MANIFEST = {"rootPath": "/shows", "rootPathFormat": "posix"}
ALL = ["TASK_CHUNKING", "REDACTED_ENV_VARS", "FEATURE_BUNDLE_1", "EXPR", "WRAP_ACTIONS"]


def parameters(*definitions, **more):
    return job(step("S", "true"), **more) | {"parameterDefinitions": list(definitions)}


def chunked(most, tasks="1-10"):
    space = {"taskParameterDefinitions": [
        {"name": "N", "type": "CHUNK[INT]", "range": tasks,
         "chunks": {"defaultTaskCount": most, "rangeConstraint": "CONTIGUOUS"}}]}
    return job(step("S", "true") | {"parameterSpace": space}, extensions=["TASK_CHUNKING"])


def test_what_a_request_may_hold(by_hand):
    """semantics 3.1-1, 3.1-2, 3.1-3, 3.1-4, 3.1-5, 3.1-6, 3.1-10, 3.2-1, 3.3-5"""
    deadline, loose = by_hand.deadline, by_hand.loose
    text = json.dumps(job(step("S", "true")))

    def create(**more):
        body = {"priority": 50, "template": text, "templateType": "JSON"} | more
        return by_hand.ids | {"jobId": loose.create_job(
            **by_hand.ids, **{name: value for name, value in body.items() if value is not None})[
                "jobId"]}

    many = {f"P{n}": {"string": "x"} for n in range(201)}
    for name, wrong in (
            ("priority", None), ("priority", -1), ("priority", 101),
            ("template", ""), ("template", "x" * 1_000_001), ("template", None),
            ("templateType", None), ("templateType", "XML"), ("parameters", many),
            ("maxWorkerCount", 0), ("maxWorkerCount", -2), ("maxFailedTasksCount", -1),
            ("maxRetriesPerTask", -1), ("nameOverride", ""), ("nameOverride", "x" * 513),
            ("descriptionOverride", "x" * 2_049), ("targetTaskRunStatus", "FAILED"),
            ("storageProfileId", "sp-" + "0" * 32)):
        assert field(create, **{name: wrong}) == name, name
    for wrong in ({"manifests": []}, {"manifests": [MANIFEST] * 11},
                  {"manifests": [MANIFEST], "fileSystem": "NFS"},
                  {"manifests": [MANIFEST | {"rootPath": "x" * 1_025}]},
                  {"manifests": [MANIFEST | {"inputManifestPath": "x" * 513}]},
                  {"manifests": [MANIFEST | {"inputManifestHash": "x" * 257}]},
                  {"manifests": [MANIFEST | {"outputRelativeDirectories": ["x"] * 101}]},
                  {"manifests": [MANIFEST | {"outputRelativeDirectories": ["x" * 1_025]}]}):
        assert field(create, attachments=wrong) == "attachments"
    assert code(loose.create_job, farmId=by_hand.ids["farmId"], queueId="queue-" + "0" * 32,
                priority=1, template=text, templateType="JSON") == "ResourceNotFoundException"
    made = create(nameOverride="x" * 512, descriptionOverride="", priority=100)
    wait_for("the job", lambda: by_hand.created(made))
    shown = by_hand.tell(made)
    assert shown["name"] == "x" * 512 and "description" not in shown
    yaml = create(template="specificationVersion: jobtemplate-2023-09\nname: Yaml\nsteps:\n"
                  "  - {name: S, script: {actions: {onRun: {command: 'true'}}}}\n",
                  templateType="YAML", priority=0)
    wait_for("the job", lambda: by_hand.created(yaml))
    assert by_hand.tell(yaml)["name"] == "Yaml"


def test_defaults(by_hand):
    """semantics 3.1-8, 3.1-9, 3.7-1"""
    manifests = [MANIFEST | {"rootPath": path, "inputManifestPath": f"m{path}",
                             "inputManifestHash": "h", "outputRelativeDirectories": ["out"]}
                 for path in ("/z", "/a", "/m")]
    plain = by_hand.tell(by_hand.plain(attachments={"manifests": manifests}))
    assert (plain["maxFailedTasksCount"], plain["maxRetriesPerTask"]) == (20, 5)
    assert "maxWorkerCount" not in plain
    # semantics 3.7-2
    assert plain["attachments"] == {"manifests": manifests, "fileSystem": "COPIED"}
    asked = {"maxFailedTasksCount": 0, "maxRetriesPerTask": 0, "maxWorkerCount": 2}
    shown = by_hand.tell(by_hand.plain(
        **asked, attachments={"manifests": manifests[:1], "fileSystem": "VIRTUAL"}))
    assert {name: shown[name] for name in asked} == asked
    assert shown["attachments"]["fileSystem"] == "VIRTUAL"


def test_nothing_is_synced_without_attachment_settings(by_hand):
    """semantics 3.7-3"""
    queue, fleet = by_hand.pair()
    by_hand.plain(queue, attachments={"manifests": [MANIFEST]})
    worker = by_hand.worker(fleet)
    worker.ask()
    assert worker.kinds == ["taskRun"]


def test_what_is_wrong_with_a_template(by_hand):
    """semantics 3.2-2, 3.2-3, 3.2-4, 3.3-3, 3.3-4, 3.3-6, 3.3-7, 3.3-8, 3.5-1, 3.5-2, 3.5-5"""
    wide = [{"name": f"P{n}", "type": "INT", "default": 1} for n in range(51)]
    first = [step(f"S{n}", "true") for n in range(33)]
    waits = step("Last", "true", after=[one["name"] for one in first])
    fan = [step("First", "true"), *(step(f"S{n}", "true", after=["First"]) for n in range(33))]
    dimensions = [{"name": f"D{n}", "type": "INT", "range": "1"} for n in range(17)]
    values = [{"name": "D", "type": "INT", "range": list(range(1_025))}]
    plain = step("S", "true")
    undeclared = chunked(2)
    undeclared.pop("extensions")
    untyped = job(step("S", "{{ Task.Param.None + 1 }}"), extensions=["EXPR"])
    for template, told in (
            (undeclared, "CHUNK[INT] requires the TASK_CHUNKING extension."),
            (job(plain, extensions=["TELEPATHY"]), "TELEPATHY"),
            (untyped, "None"),
            (chunked(151, "1-1000"), "150"),
            (job(*fan), "32"),
            (parameters(*wide), "50"),
            (job(plain, name="n" * 129), "name"),
            (job(step("s" * 65, "true")), "name"),
            (job(plain, jobEnvironments=[{"name": "e" * 65, "variables": {"A": "b"}}]), "name"),
            (job(plain | {"parameterSpace": {"taskParameterDefinitions": dimensions}}), "16"),
            (job(plain | {"parameterSpace": {"taskParameterDefinitions": values}}), "1024"),
            (parameters({"name": "Needed", "type": "INT"}), "Needed")):
        message, _ = by_hand.failed(template)
        assert told in message, (told, message)
    for given, told in (({"Frames": {"string": "1"}}, "Frames"), ({"Frames": {"int": "11"}}, "11"),
                        ({"Never": {"int": "1"}}, "Never")):
        message, _ = by_hand.failed(
            parameters({"name": "Frames", "type": "INT", "maxValue": 10, "default": 1}),
            parameters=given)
        assert told in message
    by_hand.submit(job(*first, waits))
    by_hand.submit(job(step("s" * 65, "true"), name="n" * 129, extensions=["FEATURE_BUNDLE_1"]) | {
        "parameterDefinitions": wide})


def test_values(by_hand):
    """semantics 1.1-13, 2.5-5, 3.4-1, 3.4-2, 3.4-3, 3.4-4, 3.4-5, 3.4-6, 3.5-3, 3.5-4, 3.6-1,
    3.6-2"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    given = {"I": {"int": "7"}, "F": {"float": "1.5"}, "S": {"string": "x"},
             "P": {"path": "/p"}}
    kinds = {"I": "INT", "F": "FLOAT", "S": "STRING", "P": "PATH"}
    plain = by_hand.submit(parameters(*(
        {"name": name, "type": kind} for name, kind in kinds.items())), given, queue)
    assert by_hand.tell(plain)["parameters"] == given
    lists = {"B": ("BOOL", {"bool": "yes"}), "R": ("RANGE_EXPR", {"rangeExpr": "1-4"}),
             "LI": ("LIST[INT]", {"intList": ["3", "1"]}),
             "LF": ("LIST[FLOAT]", {"floatList": ["1.5"]}),
             "LS": ("LIST[STRING]", {"stringList": ["a", "b"]}),
             "LP": ("LIST[PATH]", {"pathList": ["/a"]}),
             "LB": ("LIST[BOOL]", {"boolList": ["true", "false"]}),
             "LL": ("LIST[LIST[INT]]", {"intListList": [["1", "2"], ["3"]]})}
    definitions = [{"name": name, "type": kind} for name, (kind, _) in lists.items()]
    values = {name: value for name, (_, value) in lists.items()}
    rich = by_hand.submit(parameters(*definitions, extensions=ALL), values, queue)
    assert by_hand.tell(rich)["parameters"] == values
    assert "BOOL" in by_hand.failed(parameters({"name": "B", "type": "BOOL", "default": True}))[0]

    evaluated = job(step("S", "true"), name="{{ Param.I * 6 }}", extensions=["EXPR"]) | {
        "parameterDefinitions": [{"name": "I", "type": "INT"}]}
    assert by_hand.tell(by_hand.submit(evaluated, {"I": {"int": "7"}}))["name"] == "42"
    stopped = evaluated | {"name": "{{ fail('no such shot') }}"}
    assert "no such shot" in by_hand.failed(stopped, parameters={"I": {"int": "7"}})[0]

    by_hand.deadline.update_job(**plain, targetTaskRunStatus="CANCELED")
    by_hand.deadline.update_job(**rich, targetTaskRunStatus="CANCELED")
    chunks = by_hand.submit(chunked(4), queue=queue)
    one = deadline.get_step(**by_hand.steps(chunks)[0])
    assert [(each["name"], each["type"]) for each in one["parameterSpace"]["parameters"]] == [
        ("N", "CHUNK_INT")]
    types = {"A": ("INT", [1]), "B": ("FLOAT", [1.5]), "C": ("STRING", ["x"]),
             "D": ("PATH", ["/p"])}
    spaced = by_hand.submit(job(step("S", "true") | {"parameterSpace": {
        "taskParameterDefinitions": [{"name": name, "type": kind, "range": values}
                                     for name, (kind, values) in types.items()]}}))
    one = deadline.get_step(**by_hand.steps(spaced)[0])
    assert {each["name"]: each["type"] for each in one["parameterSpace"]["parameters"]} == {
        name: kind for name, (kind, _) in types.items()}
    assert by_hand.tasks(by_hand.steps(spaced)[0])[0]["parameters"] == {
        "A": {"int": "1"}, "B": {"float": "1.5"}, "C": {"string": "x"}, "D": {"path": "/p"}}
    worker = by_hand.worker(fleet)
    worker.ask()
    told = worker.answer["assignedSessions"][worker.session]["sessionActions"][0]["definition"]
    assert told["taskRun"]["parameters"] == {"N": {"chunkInt": "1-4"}}
    counts = by_hand.tell(chunks)["taskRunStatusCounts"]
    assert (counts["ASSIGNED"], counts["READY"], sum(counts.values())) == (4, 6, 10)

    environment = {"specificationVersion": "environment-2023-09",
                   "parameterDefinitions": [{"name": "Tools", "type": "STRING", "default": "4"}],
                   "environment": {"name": "E", "variables": {"A": "{{Param.Tools}}"}}}
    deadline.create_queue_environment(
        **queue, priority=1, templateType="JSON", template=json.dumps(environment))
    merged = by_hand.submit(parameters({"name": "I", "type": "INT", "default": 1}), queue=queue)
    found = by_hand.every("list_job_parameter_definitions", "jobParameterDefinitions", merged,
                          PaginationConfig={"PageSize": 1})
    assert {one["name"]: one["default"] for one in found} == {"I": 1, "Tools": "4"}
    message, _ = by_hand.failed(parameters({"name": "Tools", "type": "INT", "default": 1}), queue)
    assert "Tools" in message


def test_jobs_from_other_jobs(by_hand):
    """semantics 3.8-2, 3.8-3, 3.8-4, 3.8-5"""
    deadline = by_hand.deadline
    profile = deadline.create_storage_profile(
        **by_hand.farm, displayName="P", osFamily="LINUX")["storageProfileId"]
    queue = by_hand.queue(allowedStorageProfileIds=[profile])
    template = parameters({"name": "A", "type": "INT", "default": 1},
                          {"name": "B", "type": "INT", "default": 1}, name="Source")
    source = by_hand.submit(template, {"A": {"int": "7"}, "B": {"int": "8"}}, queue,
                            storageProfileId=profile, attachments={"manifests": [MANIFEST]})

    def copy(**more):
        made = queue | {"jobId": deadline.create_job(
            **queue, priority=1, **{"sourceJobId": source["jobId"]} | more)["jobId"]}
        return wait_for("the copy", lambda: by_hand.created(made))

    shown = copy(parameters={"B": {"int": "9"}})
    assert (shown["lifecycleStatus"], shown["name"]) == ("CREATE_COMPLETE", "Source")
    assert shown["parameters"] == {"A": {"int": "7"}, "B": {"int": "9"}}
    assert (shown["sourceJobId"], shown["storageProfileId"]) == (source["jobId"], profile)
    assert shown["attachments"]["manifests"] == [MANIFEST]
    own = copy(template=json.dumps(job(step("S", "true"), name="Own")), templateType="JSON")
    assert (own["name"], own["sourceJobId"]) == ("Own", source["jobId"])
    assert not {"attachments", "storageProfileId"} & set(own) and not own.get("parameters")
    assert code(copy, sourceJobId="job-" + "0" * 32) == "ResourceNotFoundException"


def test_changes_count_from_the_next_decision(by_hand):
    """semantics 3.9-1, 1.7-11"""
    deadline = by_hand.deadline
    queue, fleet = by_hand.pair()
    first, second = by_hand.plain(queue, tasks=4), by_hand.plain(queue, tasks=4)
    workers = [by_hand.worker(fleet) for _ in range(4)]

    def given(worker):
        worker.ask()
        sessions = worker.answer["assignedSessions"]
        return sessions[worker.session]["jobId"] if worker.session else None

    assert given(workers[0]) == first["jobId"]
    deadline.update_job(**second, priority=90)
    assert given(workers[1]) == second["jobId"]
    deadline.update_job(**second, maxWorkerCount=1)
    assert given(workers[2]) == first["jobId"]
    deadline.update_queue(**queue, schedulingConfiguration={"priorityBalanced": {}})
    assert given(workers[0]) == first["jobId"] and workers[0].canceled == []
    deadline.update_job(**second, maxWorkerCount=-1)
    assert given(workers[3]) == second["jobId"]
    deadline.update_job(**first, maxRetriesPerTask=0, maxFailedTasksCount=0)
    workers[0].say_all("FAILED")
    statuses = by_hand.statuses(first)
    assert "FAILED" in statuses and "READY" not in statuses, statuses


def test_batches(by_hand):
    """semantics 3.9-3, 10.4-1, 10.4-2, 10.4-3, 10.4-4, 10.4-5"""
    deadline, loose = by_hand.deadline, by_hand.loose
    jobs = [by_hand.plain() for _ in range(3)]
    deadline.update_job(**jobs[1], targetTaskRunStatus="CANCELED")
    deadline.update_job(**jobs[1], lifecycleStatus="ARCHIVED")
    unknown = jobs[0] | {"jobId": "job-" + "0" * 32}
    for call, member in ((loose.batch_get_job, "identifiers"), (loose.batch_update_job, "jobs")):
        for wrong in ([], jobs[:1] * 101):
            assert field(call, **{member: wrong}) == member
    answer = deadline.batch_get_job(identifiers=[jobs[2], unknown, jobs[0], jobs[2]])
    assert [one["jobId"] for one in answer["jobs"]] == [
        one["jobId"] for one in (jobs[2], jobs[0], jobs[2])]
    assert [(one["jobId"], one["code"]) for one in answer["errors"]] == [
        (unknown["jobId"], "ResourceNotFoundException")]
    assert answer["errors"][0]["message"]
    answer = deadline.batch_update_job(
        jobs=[one | {"priority": 3} for one in (jobs[0], jobs[1], unknown, jobs[2])])
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [one["code"] for one in answer["errors"]] == [
        "ConflictException", "ResourceNotFoundException"]
    assert [by_hand.tell(one)["priority"] for one in jobs] == [3, 50, 3]


def test_statistics(by_hand):
    """semantics 3.11-1, 3.11-2, 3.11-3, 3.11-7, 3.11-8, 2.13-5: a second of a worker costs a
    dollar here, and half of that in a farm with that factor."""
    deadline, loose = by_hand.deadline, by_hand.loose
    farm = {"farmId": deadline.create_farm(displayName="Half", costScaleFactor=0.5)["farmId"]}
    queue = farm | {"queueId": deadline.create_queue(**farm, displayName="Q")["queueId"]}
    fleet = farm | {"fleetId": deadline.create_fleet(
        **farm, displayName="F", roleArn=ROLE, maxWorkerCount=1,
        configuration=CUSTOMER_MANAGED)["fleetId"]}
    by_hand.pair(queue, fleet)
    by_hand.plain(queue)
    worker = by_hand.worker(fleet)
    worker.ask()
    worker.finish()
    body = farm | {
        "resourceIds": {"queueIds": [queue["queueId"]]}, "groupBy": ["QUEUE_ID", "JOB_ID"],
        "statistics": ["SUM"], "period": "DAILY", "startTime": now() - timedelta(days=1),
        "endTime": now() + timedelta(days=1)}
    for name, wrong in (("resourceIds", {"queueIds": []}), ("groupBy", []), ("statistics", []),
                        ("resourceIds", {"queueIds": [queue["queueId"]] * 11}),
                        ("resourceIds", {"queueIds": [queue["queueId"]],
                                         "fleetIds": [fleet["fleetId"]]}),
                        ("groupBy", ["JOB_ID", "QUEUE_ID", "FLEET_ID"]),
                        ("statistics", ["SUM", "MIN", "MAX", "AVG", "SUM"])):
        assert field(loose.start_sessions_statistics_aggregation, **body | {name: wrong}) == name
    started = deadline.start_sessions_statistics_aggregation(**body)

    def over():
        answer = deadline.get_sessions_statistics_aggregation(
            **farm, aggregationId=started["aggregationId"])
        return answer if answer["status"] != "IN_PROGRESS" else None

    answer = wait_for("the aggregation", over)
    assert answer["status"] == "COMPLETED"
    rows = answer["statistics"]
    assert sum(row["count"] for row in rows) >= 1
    for row in rows:
        assert row["queueId"] == queue["queueId"] and row["jobId"] and "fleetId" not in row
        assert set(row["costInUsd"]) == {"sum"} == set(row["runtimeInSeconds"])
        assert row["aggregationEndTime"] - row["aggregationStartTime"] <= timedelta(days=1)
    cost, time_s = (sum(row[name]["sum"] for row in rows)
                    for name in ("costInUsd", "runtimeInSeconds"))
    assert time_s > 0 and abs(cost - time_s / 2) < 1e-6


class Found:
    """Jobs of one queue, and what searches find of them."""

    def __init__(self, by_hand):
        self.by_hand = by_hand
        self.queue, self.fleet = by_hand.pair()
        names = ("Alpha One", "beta two", "gamma")
        self.jobs = [by_hand.submit(
            job(step(f"Step {n}", "true", tasks=2), name=name), queue=self.queue,
            ) for n, name in enumerate(names)]
        for number, one in enumerate(self.jobs):
            by_hand.deadline.update_job(**one, priority=number * 10)
        self.worker = by_hand.worker(self.fleet)
        self.worker.ask()
        self.worker.finish()

    def search(self, noun="jobs", **more):
        call = getattr(self.by_hand.deadline, f"search_{noun}")
        return call(**{**self.by_hand.farm, "queueIds": [self.queue["queueId"]],
                       "itemOffset": 0} | more)

    def found(self, *filters, operator="AND", noun="jobs", key="jobId", **more):
        """Numbers of the jobs that are found, in order."""
        if filters:
            more["filterExpressions"] = {"operator": operator, "filters": list(filters)}
        ids = [one["jobId"] for one in self.jobs]
        answer = self.search(noun, **more)
        assert answer["totalResults"] == len(answer[noun])
        return [ids.index(one[key]) for one in answer[noun]]


@pytest.fixture(scope="module")
def found(by_hand):
    return Found(by_hand)


def string(name, value, operator="EQUAL"):
    return {"stringFilter": {"name": name, "value": value, "operator": operator}}


def strings(name, values, operator="ANY_EQUALS"):
    return {"stringListFilter": {"name": name, "values": values, "operator": operator}}


def time(name, at, operator):
    return {"dateTimeFilter": {"name": name, "dateTime": at, "operator": operator}}


def term(text, kind=None):
    return {"searchTermFilter": {"searchTerm": text} | ({"matchType": kind} if kind else {})}


def by(name, order="ASCENDING"):
    return {"fieldSort": {"name": name, "sortOrder": order}}


def test_bounds_of_a_search(by_hand, found):
    """semantics 3.12-1, 3.12-2, 3.12-3, 3.12-4, 3.12-6, 3.12-11, 3.12-14"""
    loose = by_hand.loose
    one = string("NAME", "gamma")
    body = {"itemOffset": 0, "queueIds": [found.queue["queueId"]]}
    group = {"operator": "AND", "filters": [one]}
    for name, wrong in (
            ("itemOffset", -1), ("itemOffset", 10_001), ("pageSize", 0), ("pageSize", 101),
            ("queueIds", []), ("queueIds", body["queueIds"] * 11),
            ("filterExpressions", group | {"filters": []}),
            ("filterExpressions", group | {"filters": [one] * 4}),
            ("filterExpressions", group | {"filters": [strings("NAME", [])]}),
            ("filterExpressions", group | {"filters": [strings("NAME", ["x"] * 17)]}),
            ("filterExpressions", group | {"filters": [string("COLOUR", "red")]}),
            ("sortExpressions", []), ("sortExpressions", [by("NAME")] * 6),
            ("sortExpressions", [by("COLOUR")])):
        assert field(loose.search_jobs, **by_hand.farm, **body | {name: wrong}) == name, wrong
    pages = []
    offset = 0
    while offset is not None:
        page = found.search(itemOffset=offset, pageSize=2)
        assert page["totalResults"] == 3
        pages.append(len(page["jobs"]))
        offset = page.get("nextItemOffset")
    assert pages == [2, 1]


def test_filters_of_a_search(by_hand, found):
    """semantics 3.12-5, 3.12-7, 3.12-9, 3.12-10, 3.12-16, 3.12-17"""
    assert found.found(string("NAME", "gamma")) == [2]
    assert found.found(string("name", "gamma", "NOT_EQUAL")) == [0, 1]
    assert found.found(strings("PRIORITY", ["0", "20"])) == [0, 2]
    assert found.found(strings("PRIORITY", ["0", "20"], "ALL_NOT_EQUALS")) == [1]
    assert found.found(string("NAME", "gamma"), string("PRIORITY", "10"), operator="OR") == [1, 2]
    assert found.found(string("NAME", "gamma"), string("PRIORITY", "10")) == []
    shown = found.search()["jobs"]
    at = shown[1]["createdAt"]
    for operator, expected in (("EQUAL", [1]), ("GREATER_THAN", [2]), ("LESS_THAN", [0]),
                               ("GREATER_THAN_EQUAL_TO", [1, 2]), ("LESS_THAN_EQUAL_TO", [0, 1])):
        assert found.found(time("CREATED_AT", at, operator)) == expected
    assert found.found(term("one two", "CONTAINS")) == []
    assert found.found(term("a One", "CONTAINS")) == [0]
    assert found.found(term("ONE two")) == found.found(term("ONE two", "FUZZY_MATCH")) == [0, 1]
    nested = string("NAME", "gamma")
    for _ in range(3):
        nested = {"groupFilter": {"operator": "OR", "filters": [nested]}}
    assert found.found(nested) == [2]
    too_deep = {"groupFilter": {"operator": "OR", "filters": [nested]}}
    assert field(by_hand.loose.search_jobs, **by_hand.farm, itemOffset=0,
                 queueIds=[found.queue["queueId"]], filterExpressions={
                     "operator": "AND", "filters": [too_deep]}) == "filterExpressions"

    for one in shown:
        assert {"name", "createdAt", "taskRunStatus", "taskRunStatusCounts"} <= set(one)
    assert all(one["endedAt"] for one in shown if one["taskRunStatus"] == "SUCCEEDED")
    ended_at = max(one["endedAt"] for one in shown if "endedAt" in one)
    active = strings("TASK_RUN_STATUS", ["READY", "ASSIGNED", "STARTING", "SCHEDULED", "RUNNING"])
    of = [one["taskRunStatus"] for one in shown]
    assert found.found(active) == [n for n, status in enumerate(of) if status != "SUCCEEDED"]
    late = found.found(time("ENDED_AT", ended_at, "GREATER_THAN_EQUAL_TO"))
    assert late == [n for n, one in enumerate(shown) if one.get("endedAt") == ended_at]


def test_sorts_and_scopes_of_a_search(by_hand, found):
    """semantics 3.12-2, 3.12-11, 3.12-18"""
    assert found.found(sortExpressions=[by("PRIORITY", "DESCENDING")]) == [2, 1, 0]
    assert found.found(sortExpressions=[by("LIFECYCLE_STATUS"), by("CREATED_AT")]) == [0, 1, 2]
    for noun, whole, part in (("steps", 3, 1), ("tasks", 6, 2)):
        assert found.search(noun)["totalResults"] == whole
        answer = found.search(noun, jobId=found.jobs[1]["jobId"])
        assert answer["totalResults"] == part
        assert {one["jobId"] for one in answer[noun]} == {found.jobs[1]["jobId"]}


    large = by_hand.plain(by_hand.queue(), tasks=10_001)
    answer = by_hand.deadline.search_tasks(
        farmId=large["farmId"], queueIds=[large["queueId"]], itemOffset=0, pageSize=1)
    assert answer["totalResults"] == 10_000


def test_jobs_of_one_user_first():
    """semantics 3.12-13. Administrators of two accounts are two users; each start has one."""
    text = json.dumps(job(step("S", "true")))
    with Callsheet("server") as callsheet:
        queue = {"farmId": callsheet.farm_id, "queueId": callsheet.queue_id}

        def made_by(account):
            callsheet.stop()
            callsheet.planted = {"CALLSHEET_ACCOUNT_ID": account}
            callsheet.start()
            deadline = callsheet.client()
            made = queue | {"jobId": deadline.create_job(
                **queue, priority=50, template=text, templateType="JSON")["jobId"]}
            return deadline.get_job(**made)

        made = [made_by(account) for account in ("1" * 12, "2" * 12, "1" * 12)]
        users = [one["createdBy"] for one in made]
        assert users[0] == users[2] != users[1]
        for user, order in ((users[0], [0, 2, 1]), (users[1], [1, 0, 2])):
            answer = callsheet.client().search_jobs(
                farmId=queue["farmId"], queueIds=[queue["queueId"]], itemOffset=0,
                sortExpressions=[{"userJobsFirst": {"userIdentityId": user}}, by("CREATED_AT")])
            assert [one["jobId"] for one in answer["jobs"]] == [
                made[number]["jobId"] for number in order]
