"""A throw-away PostgreSQL cluster. Where none can be made, that is an error and no skip."""
import glob
import os
import shutil
import socket
import subprocess
import tempfile


class Postgres:
    def __init__(self):
        self.programs = find_programs()
        self.folder = tempfile.mkdtemp(prefix="callsheet-postgres-")
        self.data = os.path.join(self.folder, "data")
        self.databases = 0
        # PostgreSQL refuses to run as root; its package brings a user of its own.
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        else:
            self.user = []

    def start(self):
        self.run("initdb", "-D", self.data, "-U", "callsheet", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")
        self.port = free_port()
        settings = (f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} "
                    "-c fsync=off -c max_connections=100")
        self.run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-o", settings,
                 "-l", os.path.join(self.folder, "log"), "start")

    def new_database(self):
        """The address of an empty database."""
        self.databases += 1
        name = f"callsheet_{self.databases}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "callsheet", name)
        return f"postgres://callsheet@127.0.0.1:{self.port}/{name}"

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def run(self, program, *words):
        done = subprocess.run(
            [*self.user, os.path.join(self.programs, program), *words],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"{program}: {done.stdout}"


def find_programs():
    """The folder of the newest server's programs; Debian keeps them off the path."""
    installed = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    newest = max(installed, key=lambda path: float(path.split("/")[4]), default=None)
    found = newest or shutil.which("initdb")
    assert found, "no PostgreSQL server is installed here: apt-get install postgresql"
    return os.path.dirname(os.path.realpath(found))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
