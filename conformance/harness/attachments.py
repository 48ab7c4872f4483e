"""Jobs with attachments: a queue that keeps them, files to send along, and what comes back."""
import json
import os
import shutil

from harness.templates import environment, job, step

BUCKET = "job-attachments"
MIB = 1024 * 1024


def queue_with(farm, root, bucket=BUCKET, **more):
    """A queue with a role and a root of its own in the bucket; no fleet works for it yet."""
    made = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName=root.replace("/", " "),
        roleArn="arn:aws:iam::000000000000:role/queue",
        jobRunAsUser={"runAs": "WORKER_AGENT_USER"},
        jobAttachmentSettings={"s3BucketName": bucket, "rootPrefix": root}, **more)
    return {"farmId": farm.ids["farmId"], "queueId": made["queueId"]}


def served_queue(farm, root, **more):
    """Such a queue, for which the farm's fleet works."""
    queue = queue_with(farm, root, **more)
    farm.deadline.create_queue_fleet_association(**queue, fleetId=farm.fleet["fleetId"])
    return queue


def words(queue, **more):
    """Ids as the CLI's options: `queueId` becomes `--queue-id`."""
    return [word for name, value in {**queue, **more}.items()
            for word in (f"--{name.removesuffix('Id')}-id", value)]


def files_below(folder):
    """What is in each file, by its path from the folder."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def plant(folder, files):
    """Writes files, by their path from the folder."""
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def scene():
    """Names that need care, nothing at all, and more than goes into one part of an upload."""
    return {
        "shot.txt": b"camera 1\n" * 1000, "name with ü.txt": b"odd", "empty": b"",
        "nested/deep folder/日本語 100%.txt": "ü".encode(), "nested/plus+and&#.bin": b"\0\xff",
        "texture.bin": os.urandom(9 * MIB)}


IN = {"name": "Scene", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "IN",
      "default": "scene"}
OUT = {"name": "Out", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "OUT",
       "default": "out"}


def write_bundle(folder, files, *steps, parameters=(IN, OUT), **more):
    """A bundle whose files go in and whose folder `out` comes back."""
    plant(os.path.join(folder, "scene"), files)
    made = job(*steps, **more) | {"parameterDefinitions": list(parameters)}
    with open(os.path.join(folder, "template.json"), "w") as file:
        json.dump(made, file)
    return str(folder)


# Nothing may be read or written where the submitter had it: only the session's copy is the job's.
AT_HOME = 'for each in "$@"; do case "$each" in "$HERE"/*) ;; *) exit 9;; esac; done; '


def bash(name, script, *arguments, **more):
    """A step whose arguments are paths within the session's folder."""
    here = f"HERE='{{{{Session.WorkingDirectory}}}}'; "
    return step(name, "bash", "-ec", here + AT_HOME + script, name, *arguments, **more)


def copy_and_sum(folder, files, ledger):
    """A first step copies what goes in; a second one has the first one's output, and writes down
    what that consists of. The latter's runs are counted in `ledger`, and its first one leaves one
    file more than others."""
    copy = 'mkdir -p "$2/made"; cp -R "$1/." "$2/made"'
    sums = (f'echo run >>{ledger}; cp {ledger} "$1/runs"; '
            f'[ $(wc -l <{ledger}) -gt 1 ] || touch "$1/only at first"; '
            'cd "$1/made"; find . -type f -print0 | sort -z | xargs -0 sha256sum >../sums')
    return write_bundle(
        folder, files,
        bash("Copy", copy, "{{Param.Scene}}", "{{Param.Out}}"),
        bash("Sum", sums, "{{Param.Out}}", after=["Copy"]),
        jobEnvironments=[environment("Around", os.devnull)])


def fetched(cli, queue, job_id, folder, *more):
    """The outputs of a job, downloaded to where the bundle had its folder for them."""
    shutil.rmtree(folder, ignore_errors=True)
    cli.run("job", "download-output", "--yes", "--conflict-resolution", "overwrite",
            *words(queue, jobId=job_id), *more)
    return files_below(folder)
