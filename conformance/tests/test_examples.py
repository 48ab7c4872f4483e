"""Every bundle in `examples/` runs to its end, on both stores."""
import os
import shutil

import pytest

from harness import examples


def test_every_example_is_run_here():
    here = ["blender", "chunked", "environments", "fractal"]
    folders = [entry.name for entry in os.scandir(examples.EXAMPLES) if entry.is_dir()]
    assert sorted(folders) == here


def test_fractal(farm_on_both, tmp_path):
    examples.run_fractal(farm_on_both, tmp_path, frames=24, width=48)


@pytest.mark.skipif(not shutil.which("blender"), reason="blender is not installed")
def test_blender(farm_on_both, tmp_path):
    examples.run(farm_on_both, "blender", tmp_path, Frames=2, Width=64, Samples=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orbit_0001.png", "orbit_0002.png"]


def test_chunked(farm_on_both, tmp_path):
    examples.run_chunked(farm_on_both, tmp_path)


def test_environments_of_queue_job_and_step_nest(farm_on_both):
    queue = examples.queue_with_an_environment(farm_on_both)
    examples.run_environments(farm_on_both, queue)
