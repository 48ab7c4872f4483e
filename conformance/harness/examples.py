"""The bundles in `examples/`, run on a farm and looked at afterwards."""
import os

from harness.server import ROOT
from harness.waiting import wait_for

EXAMPLES = os.path.join(ROOT, "examples")


def template(name, file="template.yaml"):
    with open(os.path.join(EXAMPLES, name, file)) as source:
        return source.read()


def run(farm, name, folder=None, queue=None, **numbers):
    """Runs a bundle until its last environment is left; returns its job and session actions."""
    parameters = {key: {"int": str(value)} for key, value in numbers.items()}
    if folder is not None:
        parameters["OutDir"] = {"path": str(folder)}
    job = farm.submit(template(name), parameters, queue)
    actions = farm.settled(job, deadline_s=300)
    assert {action["status"] for action in actions} == {"SUCCEEDED"}
    return job, actions


def run_fractal(farm, folder, frames, width):
    job, _ = run(farm, "fractal", folder, Frames=frames, Width=width)
    expected = ["contact_sheet.png", *(f"frame_{n:04}.png" for n in range(1, frames + 1))]
    assert sorted(os.listdir(folder)) == expected
    steps = farm.every("list_steps", "steps", job)
    assert {step["name"]: step["taskRunStatusCounts"]["SUCCEEDED"] for step in steps} == {
        "Frames": frames, "ContactSheet": 1}
    wait_for("the log", lambda: f"laid out {frames} frames" in farm.log_of(job), 20)


def run_chunked(farm, folder, chunks=("1-20", "21-40", "41-60", "61-80", "81-100")):
    _, actions = run(farm, "chunked", folder, Count=100, ChunkSize=20)
    with open(os.path.join(folder, "report.txt")) as report:
        assert "numbers measured: 100" in report.read()
    seen = [value["chunkInt"]
            for action in actions
            for value in action["definition"].get("taskRun", {}).get("parameters", {}).values()]
    assert sorted(seen, key=lambda text: int(text.split("-")[0])) == list(chunks)


def queue_with_an_environment(farm):
    """A queue that `environments` is at home in, served by the farm's fleet."""
    queue_id = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName="With an environment")["queueId"]
    queue = {"farmId": farm.ids["farmId"], "queueId": queue_id}
    farm.deadline.create_queue_environment(
        **queue, priority=1, templateType="YAML",
        template=template("environments", "queue_environment.yaml"))
    farm.deadline.create_queue_fleet_association(**queue, fleetId=farm.fleet["fleetId"])
    return queue


def run_environments(farm, queue):
    """The environments of queue, job and step nest, and no secret shows."""
    job, actions = run(farm, "environments", queue=queue)
    kinds = [next(iter(action["definition"])) for action in actions]
    assert kinds == ["envEnter"] * 3 + ["taskRun"] * 2 + ["envExit"] * 3
    entered = [a["definition"]["envEnter"]["environmentId"].split(":")[-1] for a in actions[:3]]
    left = [a["definition"]["envExit"]["environmentId"].split(":")[-1] for a in actions[-3:]]
    assert entered == ["Site", "Outer", "Inner"] and left == entered[::-1]

    def complete_log():
        text = farm.log_of(job)
        return text if "the last of all" in text else None

    log = wait_for("the whole log", complete_log, 20)
    assert "task 2 is inside: queue job step" in log
    assert "ACCESS_CODE is ****" in log and "made-up-code" not in log
    return job
