"""The stock clients, each in the environment that `conformance/prepare` made for it."""
import json
import os
import re
import subprocess

from harness.server import ROOT

CLIENTS = os.environ.get("CALLSHEET_CLIENTS", os.path.join(ROOT, "conformance/.clients"))


def program(client, name):
    path = os.path.join(CLIENTS, client, "bin", name)
    assert os.path.exists(path), f"{client} is not prepared: run conformance/prepare"
    return path


class DeadlineCli:
    def __init__(self, version, callsheet):
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
        script = os.path.join(folder, "read.mjs")
        with open(os.path.join(ROOT, "conformance/node/read.mjs")) as source:
            with open(script, "w") as target:
                target.write(source.read())
        self.process = subprocess.Popen(
            ["node", script], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def call(self, operation, **input):
        self.process.stdin.write(json.dumps({"operation": operation, "input": input}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "node ended"
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0


class WorkerAgent:
    """AWS's own worker agent."""

    def __init__(self, version, callsheet, folder):
        self.folder = folder
        for name in ("logs", "var", "sessions"):
            os.makedirs(os.path.join(folder, name))
        self.output = open(os.path.join(folder, "output"), "a+")
        self.process = subprocess.Popen(
            [program(f"agent-{version}", "deadline-worker-agent"),
             "--run-jobs-as-agent-user", "--no-shutdown", "--logs-dir", f"{folder}/logs",
             "--persistence-dir", f"{folder}/var", "--session-root-dir", f"{folder}/sessions"],
            env=callsheet.environment("--agent"), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT)

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
        self.output.close()
