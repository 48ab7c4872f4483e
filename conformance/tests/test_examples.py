"""Every bundle in `examples/` runs to its end, on both stores."""
import os
import shutil

import pytest

from harness.server import ROOT
from harness.waiting import wait_for

EXAMPLES = os.path.join(ROOT, "examples")
SMALL = {
    "fractal": {"Frames": 24, "Width": 48},
    "blender": {"Frames": 2, "Width": 64, "Samples": 2},
    "chunked": {"Count": 100, "ChunkSize": 20},
    "environments": {},
}


def template(name, file="template.yaml"):
    with open(os.path.join(EXAMPLES, name, file)) as source:
        return source.read()


def run(farm, name, folder, queue=None):
    parameters = {key: {"int": str(value)} for key, value in SMALL[name].items()}
    if name != "environments":
        parameters["OutDir"] = {"path": str(folder)}
    job = farm.submit(template(name), parameters, queue)
    farm.ended(job, deadline_s=300)
    actions = list(farm.actions(job))
    assert {action["status"] for action in actions} == {"SUCCEEDED"}
    return job, actions


def test_every_example_is_run_here():
    assert sorted(SMALL) == sorted(entry.name for entry in os.scandir(EXAMPLES) if entry.is_dir())


def test_fractal(farm_on_both, tmp_path):
    job, _ = run(farm_on_both, "fractal", tmp_path)
    frames = sorted(path.name for path in tmp_path.iterdir())
    assert frames == ["contact_sheet.png", *(f"frame_{n:04}.png" for n in range(1, 25))]
    steps = farm_on_both.every("list_steps", "steps", job)
    assert {step["name"]: step["taskRunStatusCounts"]["SUCCEEDED"] for step in steps} == {
        "Frames": 24, "ContactSheet": 1}


@pytest.mark.skipif(not shutil.which("blender"), reason="blender is not installed")
def test_blender(farm_on_both, tmp_path):
    run(farm_on_both, "blender", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orbit_0001.png", "orbit_0002.png"]


def test_chunked(farm_on_both, tmp_path):
    _, actions = run(farm_on_both, "chunked", tmp_path)
    assert "numbers measured: 100" in (tmp_path / "report.txt").read_text()
    chunks = [value["chunkInt"]
              for action in actions
              for value in action["definition"].get("taskRun", {}).get("parameters", {}).values()]
    assert sorted(chunks, key=lambda text: int(text.split("-")[0])) == [
        "1-20", "21-40", "41-60", "61-80", "81-100"]


def test_environments_of_queue_job_and_step_nest(farm_on_both, tmp_path):
    farm = farm_on_both
    queue_id = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName="With an environment")["queueId"]
    queue = {"farmId": farm.ids["farmId"], "queueId": queue_id}
    farm.deadline.create_queue_environment(
        **queue, priority=1, templateType="YAML",
        template=template("environments", "queue_environment.yaml"))
    farm.deadline.create_queue_fleet_association(**queue, fleetId=farm.fleet["fleetId"])

    job, actions = run(farm, "environments", tmp_path, queue)
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
