"""Another user for jobs, with what AWS's agent needs to run them as that user through sudo. Only
root can make one, and everything is taken away again."""
import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid

from harness.clients import CLIENTS
from harness.server import binary

# Whoever reads only the profile that an agent makes for a job does not find the endpoint.
KEPT = 'Defaults env_keep += "AWS_ENDPOINT_URL AWS_CA_BUNDLE AWS_DISABLE_HOST_PREFIX_INJECTION"\n'


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


@contextlib.contextmanager
def new_user(prefix):
    """The name of a new user, and of a group."""
    name = f"{prefix}-{uuid.uuid4().hex[:8]}"
    run("useradd", "--system", "--user-group", "--create-home", "--shell", "/bin/bash", name)
    try:
        yield name
    finally:
        run("userdel", "--remove", name)


@contextlib.contextmanager
def rules(name, text):
    """What sudo is told besides, in a file of this name."""
    path = f"/etc/sudoers.d/callsheet-{name}"
    try:
        with open(path, "w") as file:
            os.fchmod(file.fileno(), 0o440)
            file.write(text)
        run("visudo", "--check", "--quiet")
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


@contextlib.contextmanager
def job_user():
    """The name of a new user, and of a group, for whom sudo keeps the endpoint."""
    with new_user("job") as name, rules(name, KEPT):
        yield name


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


class OurWorker:
    """`callsheet worker` as a service's user, set up as docs/job-users.md says. Its environment and
    its files hold `canaries`, which are nobody else's to see."""

    def __init__(self, callsheet, user, folder, *words):
        self.folder, self.user = folder, user
        self.program = os.path.join(folder, "callsheet")
        if not os.path.exists(self.program):
            shutil.copy(binary(), self.program)
        self.home = tempfile.mkdtemp(prefix="worker-", dir=folder)
        self.sessions = os.path.join(folder, "sessions")
        os.makedirs(self.sessions, exist_ok=True)
        self.key = os.path.join(self.home, "credentials")
        self.state = os.path.join(self.home, "state")
        shutil.copy(os.path.join(callsheet.data_dir, "worker-credentials"), self.key)
        os.mkdir(self.state, 0o700)
        # Open folders around it: each thing has to be safe by itself.
        os.chmod(self.home, 0o755)
        os.chmod(self.key, 0o600)
        for path in (self.sessions, self.home, self.key, self.state):
            shutil.chown(path, user, user)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "LANG": "C.UTF-8",
            "STUDIO_TOKEN": "canary-env", "CALLSHEET_CREDENTIALS_FILE": self.key}
        with open(self.key) as file:
            key = dict(line.strip().split(" = ") for line in file if " = " in line)
        self.canaries = ["canary-env", key["aws_secret_access_key"]]
        self.output = open(os.path.join(self.home, "output"), "a+")
        self.command = [
            "setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", self.program,
            "worker", "--endpoint", callsheet.endpoint, "--farm-id", callsheet.farm_id,
            "--fleet-id", callsheet.fleet_id, "--state-dir", self.state,
            "--session-root-dir", self.sessions, *words]
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def text(self):
        self.output.seek(0)
        return self.output.read()[-20_000:]

    def left(self):
        """What is below the folders of sessions."""
        walk = os.walk(self.sessions)
        return sorted(os.path.join(parent, name) for parent, folders, files in walk
                      for name in folders + files)

    def close(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        self.output.close()
        assert code == 0, f"the worker ended with {code}"
