"""People at their own desks: a home of their own, callsheet's program, and a session."""
import os
import subprocess

from harness.server import bare_environment, binary


class Person:
    """Somebody with a user on this server, and nothing of the server's data folder."""

    def __init__(self, callsheet, name, home):
        self.callsheet = callsheet
        self.name = name
        self.environment = bare_environment(str(home))

    def administer(self, *words, said=None):
        """A command of whoever runs the server."""
        return self.call([*words, "--data-dir", self.callsheet.data_dir], said=said)

    def run(self, *words, said=None, code=0):
        """A command of the person's own."""
        return self.call([*words, "--endpoint", self.callsheet.endpoint], said, code)

    def call(self, words, said=None, code=0):
        done = subprocess.run(
            [binary(), *words], env=self.environment, input=said or "", capture_output=True,
            text=True, timeout=60)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def join(self, password):
        """Becomes a user with a password."""
        self.administer("user", "create", self.name)
        self.administer("user", "set-password", self.name, "--password-stdin", said=password)

    def login(self, password, code=0):
        return self.run("login", self.name, "--password-stdin", said=f"{password}\n", code=code)

    def login_elsewhere(self, browser, code=0):
        """Signs in with a browser; returns what its last page and the program say."""
        login = subprocess.Popen(
            [binary(), "login", "--oidc", "--endpoint", self.callsheet.endpoint],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            lines = iter(login.stdout.readline, "")
            url = next(line.strip() for line in lines if line.startswith("http"))
            page, _ = browser.sign_in(url, self.name)
            said, _ = login.communicate(timeout=30)
        finally:
            login.kill()
        assert login.returncode == code, said
        return page + said

    def deadline_cli(self, cli):
        """The stock CLI with nothing but the profile that signing in left."""
        cli.environment = self.environment | {
            "AWS_PROFILE": "callsheet", "AWS_EC2_METADATA_DISABLED": "true",
            "DEADLINE_CLOUD_REGIONS": "us-west-2",
            "DEADLINE_CONFIG_FILE_PATH": os.path.join(self.environment["HOME"], "deadline-config")}
        return cli
