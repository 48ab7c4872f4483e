"""Job attachments with our command line: bundles with files, our words for them, and what came."""
import json
import os
import subprocess

from harness.server import binary
from harness.templates import job, step

BUCKET = "job-attachments"


class OurCli:
    """`callsheet`, on a machine that has nothing but the data folder."""

    def __init__(self, callsheet, **more):
        self.callsheet = callsheet
        self.environment = callsheet.environment() | more

    def run(self, *words, code=0, folder=None):
        """What it printed on each of its two outputs; it has to end with this code."""
        done = subprocess.run(
            [binary(), "--data-dir", self.callsheet.data_dir, *map(str, words)],
            env=self.environment, cwd=folder or self.callsheet.home, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=180)
        assert done.returncode == code, (
            f"callsheet {' '.join(map(str, words))}: ended with {done.returncode}, not {code}\n"
            f"{done.stdout}\n{done.stderr}\n{self.callsheet.log_text()}")
        return done.stdout, done.stderr

    def json(self, *words, **more):
        return json.loads(self.run(*words, "--output", "json", **more)[0])

    def submit(self, bundle, *words, **more):
        return self.json("submit", bundle, *words, **more)["jobId"]

    def refused(self, *words, code=1, **more):
        return self.run(*words, code=code, **more)[1]


def path(name, flow, kind="DIRECTORY", **more):
    return {"name": name, "type": "PATH", "objectType": kind, "dataFlow": flow, **more}


# Writes all that came in, so that one file of output tells what each of them held; and one of its
# own size and bytes for each task.
SCRIPT = """
set -e
mkdir -p "$OUT/deep"
for file in "$SCENE" "$TEXTURES"/*.png "$EXTRA/note with ü.txt"; do
    sha256sum <"$file"
done >"$OUT/inputs-$1.txt"
{ cat "$SCENE"; echo "frame $1"; } >"$OUT/deep/frame $1.bin"
"""


def rendering(tasks=2):
    command = step("Render", "bash", "-c",
                   'export SCENE="$2" TEXTURES="$3" EXTRA="$4" OUT="$5"; ' + SCRIPT,
                   "render", "{{Task.Param.Number}}", "{{Param.Scene}}", "{{Param.Textures}}",
                   "{{Param.Extra}}", "{{Param.Out}}", tasks=tasks)
    return job(command, name="Render with files") | {"parameterDefinitions": [
        path("Scene", "IN", "FILE", default="scene.blend"),
        path("Textures", "IN", default="textures"),
        path("Extra", "NONE", default="extra"),
        path("Out", "OUT", default="out")]}


def plant(folder, seed="", tasks=2):
    """A bundle with files: a large one, two in a folder, one with an odd name, an empty one."""
    for name in ("textures", "extra"):
        os.makedirs(folder / name)
    (folder / "scene.blend").write_bytes(f"scene {seed} ".encode() * 200_000)
    (folder / "textures/wood.png").write_bytes(b"\x89wood" + seed.encode())
    (folder / "textures/empty.png").write_bytes(b"")
    (folder / "extra/note with ü.txt").write_text(f"note {seed}")
    (folder / "template.json").write_text(json.dumps(rendering(tasks)))
    (folder / "asset_references.json").write_text(json.dumps({"assetReferences": {"inputs": {
        "filenames": [str(folder / "extra/note with ü.txt")], "directories": []},
        "outputs": {"directories": []}}}))
    return folder


def tree(folder):
    """Every file below it, by its name there."""
    return {str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*") if file.is_file()}


def expected(bundle, tasks=2):
    """What the tasks of such a bundle leave, worked out without them."""
    import hashlib
    inputs = [bundle / "scene.blend", bundle / "textures/empty.png", bundle / "textures/wood.png",
              bundle / "extra/note with ü.txt"]
    sums = "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  -\n" for one in inputs)
    made = {}
    for number in range(1, tasks + 1):
        made[f"inputs-{number}.txt"] = sums.encode()
        scene = (bundle / "scene.blend").read_bytes()
        made[f"deep/frame {number}.bin"] = scene + f"frame {number}\n".encode()
    return made


class Bucket:
    """A queue's root in the bucket, as an administrator sees it."""

    def __init__(self, callsheet, prefix):
        self.s3, self.prefix = callsheet.client("s3"), prefix

    def keys(self, below=""):
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=BUCKET, Prefix=f"{self.prefix}/{below}")
        return {one["Key"].removeprefix(f"{self.prefix}/"): one["Size"]
                for page in pages for one in page.get("Contents", [])}

    def get(self, key):
        return self.s3.get_object(Bucket=BUCKET, Key=f"{self.prefix}/{key}")["Body"].read()

    def put(self, key, body):
        self.s3.put_object(Bucket=BUCKET, Key=f"{self.prefix}/{key}", Body=body)

    def delete(self, key):
        self.s3.delete_object(Bucket=BUCKET, Key=f"{self.prefix}/{key}")
