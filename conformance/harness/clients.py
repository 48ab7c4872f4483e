"""The stock clients, each in the environment that `conformance/prepare` made for it."""
import contextlib
import json
import os
import re
import shutil
import subprocess
import threading

from harness.principals import credentials_file
from harness.server import ROOT, bare_environment, binary

CLIENTS = os.environ.get("CALLSHEET_CLIENTS", os.path.join(ROOT, "conformance/.clients"))


def program(client, name):
    path = os.path.join(CLIENTS, client, "bin", name)
    assert os.path.exists(path), f"{client} is not prepared: run conformance/prepare"
    return path


class DeadlineCli:
    def __init__(self, version, callsheet):
        self.version = version
        self.program = program(f"deadline-{version}", "deadline")
        self.callsheet = callsheet
        self.environment = callsheet.environment()

    def run(self, *words, code=0):
        """What the command printed; it has to end with this code."""
        done = subprocess.run(
            [self.program, *words], env=self.environment, cwd=self.callsheet.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=180)
        assert done.returncode == code, (
            f"deadline {' '.join(words)}: ended with {done.returncode}, not {code}\n{done.stdout}"
            f"\n{self.callsheet.log_text()}")
        return done.stdout

    def told(self, *words):
        """What a command said as JSON, without what it says around it."""
        printed = self.run(*words)
        begins = re.search(r"^[\[{]", printed, re.MULTILINE)
        assert begins, printed
        return json.JSONDecoder().raw_decode(printed[begins.start():])[0]

    def submit(self, bundle, *words):
        """Submits a bundle and returns the new job's id."""
        printed = self.run("bundle", "submit", bundle, "--yes", *words)
        found = re.search(r"job-[0-9a-f]{32}", printed)
        assert found, printed
        return found.group()


class Node:
    """AWS's JavaScript SDK; one process answers one call after the other."""

    def __init__(self, callsheet, keys=None):
        folder = os.path.join(CLIENTS, "node")
        assert os.path.isdir(folder), "node is not prepared: run conformance/prepare"
        environment = callsheet.environment()
        if keys:
            environment |= {"AWS_ACCESS_KEY_ID": keys["accessKeyId"],
                            "AWS_SECRET_ACCESS_KEY": keys["secretAccessKey"],
                            "AWS_SESSION_TOKEN": keys["sessionToken"]}
            del environment["AWS_PROFILE"]
        # The script stands where the modules are, because imports look from there upwards.
        # Another test may be starting it at this moment, so it is never there in part.
        script = os.path.join(folder, "read.mjs")
        shutil.copyfile(os.path.join(ROOT, "conformance/node/read.mjs"), f"{script}.{os.getpid()}")
        os.replace(f"{script}.{os.getpid()}", script)
        self.process = subprocess.Popen(
            ["node", script], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def call(self, operation, **input):
        return self.ask(operation=operation, input=input)

    def read(self, operation, input, answer):
        """What the SDK makes of this answer's status and body."""
        return self.ask(operation=operation, input=input, answer=answer)

    def ask(self, **line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "node ended"
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0


class WorkerAgent:
    """AWS's own worker agent, with what a service manager does for it: it is started again."""

    def __init__(self, version, callsheet, folder, *words, starter=None, job_user=None, keys=None):
        """`starter` stands for the agent's own program; jobs run as `job_user`, or as the agent.
        It is the host that `keys` are of, or that of the first start."""
        self.folder = str(folder)
        for name in ("logs", "var", "sessions"):
            os.makedirs(os.path.join(self.folder, name))
        self.environment = callsheet.environment("--agent")
        if keys:
            self.environment["AWS_SHARED_CREDENTIALS_FILE"] = credentials_file(self.folder, keys)
        user = ["--run-jobs-as-agent-user"]
        if job_user:
            del self.environment["DEADLINE_WORKER_RUN_JOBS_AS_AGENT_USER"]
            user = ["--posix-job-user", f"{job_user}:{job_user}"]
        self.output = open(os.path.join(self.folder, "output"), "a+")
        self.command = [
            *(starter or [program(f"agent-{version}", "deadline-worker-agent")]), *user,
            "--no-shutdown", "--logs-dir", f"{self.folder}/logs", "--persistence-dir",
            f"{self.folder}/var", "--session-root-dir", f"{self.folder}/sessions", *words]
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT)

    def worker_id(self):
        """The worker that it is, or None as long as it is none, or is just writing that down."""
        try:
            with open(os.path.join(self.folder, "var/worker.json")) as file:
                return json.load(file)["worker_id"]
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def is_alive(self):
        return self.process.poll() is None

    def text(self):
        self.output.seek(0)
        return self.output.read()[-20_000:]

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self):
        if self.is_alive():
            self.process.kill()
            self.process.wait()

    def close(self):
        self.kill()
        self.output.close()

    @contextlib.contextmanager
    def watched(self):
        """Starts it again whenever it ends, and gives the list of the codes it ended with."""
        codes, is_over = [], threading.Event()

        def watch():
            while not is_over.wait(0.2):
                if not self.is_alive():
                    codes.append(self.process.returncode)
                    self.start()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield codes
        finally:
            is_over.set()
            thread.join()


class OurWorker:
    """`callsheet worker`, as on a machine of its own."""

    def __init__(self, callsheet, folder, endpoint=None, flags=()):
        self.output = open(os.path.join(folder, "our-worker"), "a+")
        self.process = subprocess.Popen(
            [binary(), "worker", "--endpoint", endpoint or callsheet.endpoint,
             "--farm-id", callsheet.farm_id, "--fleet-id", callsheet.fleet_id,
             "--credentials-file", os.path.join(callsheet.data_dir, "worker-credentials"),
             "--state-dir", os.path.join(folder, "our-state"), *flags],
            env=bare_environment(callsheet.home), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=60) == 0, self.text()

    def text(self):
        self.output.seek(0)
        return self.output.read()[-20_000:]

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()
