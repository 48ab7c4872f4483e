"""Another user for jobs, with what AWS's agent needs to run them as that user through sudo. Only
root can make one, and everything is taken away again."""
import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid

from harness.clients import CLIENTS

RULES = "/etc/sudoers.d/callsheet-conformance"
# Whoever reads only the profile that an agent makes for a job does not find the endpoint.
KEPT = 'Defaults env_keep += "AWS_ENDPOINT_URL AWS_DISABLE_HOST_PREFIX_INJECTION"\n'


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


@contextlib.contextmanager
def job_user():
    """The name of a new user, and of a group, for whom sudo keeps the endpoint."""
    name = f"job-{uuid.uuid4().hex[:8]}"
    run("useradd", "--system", "--user-group", "--create-home", "--shell", "/bin/bash", name)
    try:
        with open(RULES, "w") as file:
            os.fchmod(file.fileno(), 0o440)
            file.write(KEPT)
        run("visudo", "--check", "--quiet")
        yield name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(RULES)
        run("userdel", "--remove", name)


@contextlib.contextmanager
def open_folder():
    """A folder that others may enter, unlike those that pytest makes."""
    folder = tempfile.mkdtemp(prefix="callsheet-job-user-")
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder)


def can_run(user, python, code):
    done = subprocess.run(
        ["sudo", "-n", "-u", user, python, "-c", code], cwd="/", capture_output=True)
    return done.returncode == 0


def agent_for(user, version, folder):
    """The words that start an agent whose Python and packages this user can read: what was prepared
    or, where that is out of reach as below root's home, the system's Python and copies."""
    prepared = os.path.join(CLIENTS, f"agent-{version}")
    own = os.path.join(prepared, "bin/python3")
    starts = "from deadline_worker_agent import entrypoint; entrypoint()"
    if can_run(user, own, "import deadline_worker_agent"):
        return [own, "-c", starts]
    minor = run(own, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    candidates = [f"/usr/bin/python{minor}", f"/usr/local/bin/python{minor}"]
    python = next((one for one in candidates if can_run(user, one, "import venv")), None)
    assert python, f"{user} can run none of {own}, {', '.join(candidates)}: install one of these"
    made = os.path.join(folder, "python")
    run(python, "-m", "venv", "--without-pip", made)
    packages = os.path.join(prepared, f"lib/python{minor}/site-packages")
    if not can_run(user, python, f"open({packages + '/deadline_worker_agent/__init__.py'!r})"):
        packages = shutil.copytree(packages, os.path.join(folder, "packages"))
    with open(os.path.join(made, f"lib/python{minor}/site-packages/agent.pth"), "w") as file:
        file.write(packages + "\n")
    return [os.path.join(made, "bin/python3"), "-c", starts]
