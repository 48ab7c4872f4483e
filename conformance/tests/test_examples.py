"""Every bundle in `examples/` runs to its end, on both stores."""
import os
import shutil

import pytest

from harness import examples
from harness.clients import DeadlineCli


def test_every_example_is_run_here():
    here = ["blender", "chunked", "environments", "fractal"]
    folders = [entry.name for entry in os.scandir(examples.EXAMPLES) if entry.is_dir()]
    assert sorted(folders) == here


def test_fractal(farm_on_both, tmp_path):
    examples.run_fractal(farm_on_both, tmp_path, frames=24, width=48)


@pytest.mark.skipif(not shutil.which("blender"), reason="blender is not installed")
def test_blender(farm_on_both, tmp_path):
    """The scene goes in as an attachment, and its frames come back."""
    cli = DeadlineCli("0.60.10", farm_on_both.callsheet)
    words = [word for name in ("farmId", "queueId")
             for word in (f"--{name[:-2]}-id", farm_on_both.ids[name])]
    numbers = [f"OutDir={tmp_path}", "Frames=2", "Width=64", "Samples=2"]
    parameters = [word for number in numbers for word in ("-p", number)]
    job = cli.submit(os.path.join(examples.EXAMPLES, "blender"), *words, *parameters)
    farm_on_both.ended(farm_on_both.ids | {"jobId": job}, deadline_s=300)
    assert not list(tmp_path.iterdir())
    cli.run("job", "download-output", *words, "--job-id", job, "--yes")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["orbit.blend", "orbit_0001.png", "orbit_0002.png"]
    assert all((tmp_path / name).read_bytes()[:4] == b"\x89PNG" for name in names[1:])


def test_chunked(farm_on_both, tmp_path):
    examples.run_chunked(farm_on_both, tmp_path)


def test_environments_of_queue_job_and_step_nest(farm_on_both):
    queue = examples.queue_with_an_environment(farm_on_both)
    examples.run_environments(farm_on_both, queue)
