"""TLS at the front, with a certificate of callsheet's own and with one of somebody else's."""
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import pytest

from harness.attachments import served_queue, words
from harness.clients import DeadlineCli, Node, OurWorker, WorkerAgent
from harness.our_attachments import OurCli, expected, plant, tree
from harness.server import Callsheet, Farm, bare_environment, binary
from harness.templates import job, step
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def farm():
    """`callsheet up --tls auto`, whose worker speaks TLS as well."""
    flags = ["--tls", "auto", "--tls-name", "farm.callsheet.test", "--update-interval-s", "1"]
    with Callsheet(flags=flags) as callsheet:
        yield Farm(callsheet)


def ca_file(callsheet):
    return os.path.join(callsheet.data_dir, "tls/ca.pem")


def shown(callsheet, name=None, ca=None, **versions):
    """The certificate that is shown to somebody who trusts this authority and calls this name."""
    url = urllib.parse.urlsplit(callsheet.endpoint)
    context = ssl.create_default_context(cafile=ca or ca_file(callsheet))
    for which, version in versions.items():
        setattr(context, which, version)
    with socket.create_connection(("127.0.0.1", url.port), timeout=30) as plain:
        with context.wrap_socket(plain, server_hostname=name or url.hostname) as wrapped:
            return wrapped.getpeercert() | {"version": wrapped.version()}


def test_boto3_follows_the_profile_as_it_is_written(farm):
    assert farm.callsheet.endpoint.startswith("https://127.0.0.1:")
    environment = farm.callsheet.environment()
    assert environment["AWS_CA_BUNDLE"] == ca_file(farm.callsheet)
    # The profile says the same to somebody who installed it and sets no variable.
    for name in ("AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DEADLINE"):
        del environment[name]
    script = "import boto3; print(boto3.client('deadline').list_farms())"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True,
                          text=True, timeout=60)
    assert farm.ids["farmId"] in done.stdout, done.stderr


@pytest.mark.parametrize("version", ["0.60.10", "0.54.3"])
def test_the_deadline_cli_lists_farms(farm, version):
    assert farm.ids["farmId"] in DeadlineCli(version, farm.callsheet).run("farm", "list")


def test_the_sdk_for_javascript_takes_the_certificate(farm):
    node = Node(farm.callsheet)
    try:
        answer = node.call("GetFarm", farmId=farm.ids["farmId"])
        assert answer["output"]["farmId"] == farm.ids["farmId"], answer
    finally:
        node.close()


def test_our_worker_and_our_commands_speak_tls(farm, tmp_path):
    ids = farm.submit(job(step("Say", "echo", "over TLS", tasks=3)))
    farm.settled(ids)
    assert "over TLS" in farm.log_of(ids)
    for command in (["doctor"], ["job", "list"], ["job", "logs", ids["jobId"]]):
        done = run(farm.callsheet, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "ready at https://" in run(farm.callsheet, "doctor").stdout


def run(callsheet, *command, **environment):
    return subprocess.run(
        [binary(), *command, "--data-dir", callsheet.data_dir], text=True, capture_output=True,
        env=bare_environment(callsheet.home) | environment, timeout=60)


@pytest.mark.parametrize("submitter", ["ours", "stock"])
def test_files_of_jobs_go_and_come_over_tls(farm, tmp_path, submitter):
    """Ours by HTTP/2, with parts in parallel; the stock CLI by HTTP/1.1."""
    queue = served_queue(farm, f"tls-{submitter}")
    ours, stock = OurCli(farm.callsheet), DeadlineCli("0.60.10", farm.callsheet)
    bundle = plant(tmp_path / "bundle", seed=submitter)
    job_id = {"ours": ours, "stock": stock}[submitter].submit(str(bundle), *words(queue))
    farm.settled(queue | {"jobId": job_id})
    ours.run("job", "download-output", job_id, *words(queue), "--to", tmp_path / "elsewhere")
    assert tree(tmp_path / "elsewhere/out") == expected(bundle)
    stock.run("job", "download-output", *words(queue), "--job-id", job_id, "--yes")
    assert tree(bundle / "out") == expected(bundle)


def test_a_worker_of_another_machine_is_told_whom_to_trust(tmp_path):
    with Callsheet(flags=["--tls", "auto", "--no-worker"]) as callsheet:
        farm = Farm(callsheet)
        ids = farm.submit(job(step("Say", "echo", "hello")))
        stranger = OurWorker(callsheet, tmp_path)
        try:
            wait_for("a word about the certificate", lambda: "ertificate" in stranger.text())
        finally:
            stranger.close()
        friend = OurWorker(callsheet, tmp_path, flags=["--ca-file", ca_file(callsheet)])
        try:
            farm.settled(ids)
            friend.stop()
        finally:
            friend.close()


@pytest.mark.parametrize("version", ["0.33.6", "0.29.0"])
def test_a_stock_worker_agent_runs_a_job_over_tls(version, tmp_path):
    with Callsheet(flags=["--tls", "auto", "--no-worker"]) as callsheet:
        farm = Farm(callsheet)
        agent = WorkerAgent(version, callsheet, tmp_path / "agent")
        try:
            farm.settled(farm.submit(job(step("Say", "echo", "over TLS"))))
        finally:
            agent.close()


def test_curl_speaks_both_versions_of_http(farm):
    for flag, expected in (("--http2", "2"), ("--http1.1", "1.1")):
        done = subprocess.run(
            ["curl", "-sS", flag, "--cacert", ca_file(farm.callsheet), "-o", "/dev/null",
             "-w", "%{http_version} %{http_code}", f"{farm.callsheet.endpoint}/readyz"],
            capture_output=True, text=True, timeout=60)
        assert done.stdout == f"{expected} 200", done.stderr


def test_each_name_is_covered_and_no_other(farm):
    for name in ("localhost", "127.0.0.1", "::1", "farm.callsheet.test", socket.gethostname()):
        shown(farm.callsheet, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shown(farm.callsheet, "elsewhere.callsheet.test")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_versions_of_tls_are_refused_and_12_and_13_are_not(farm):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        found = shown(farm.callsheet, minimum_version=version, maximum_version=version)
        assert found["version"].replace(".", "_") == version.name
    with pytest.raises((ssl.SSLError, ConnectionError)):
        shown(farm.callsheet, minimum_version=ssl.TLSVersion.TLSv1,
              maximum_version=ssl.TLSVersion.TLSv1_1)


def test_who_speaks_plain_http_is_told_so(farm):
    url = farm.callsheet.endpoint.replace("https:", "http:")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/readyz", timeout=30)
    assert b"https://" in refused.value.read()


def test_a_silent_handshake_is_not_waited_for(farm):
    url = urllib.parse.urlsplit(farm.callsheet.endpoint)
    with socket.create_connection((url.hostname, url.port), timeout=60) as stream:
        stream.sendall(b"\x16\x03\x01")
        assert stream.recv(1) == b""


def test_the_authority_stays_and_its_key_is_the_owners(farm):
    folder = os.path.join(farm.callsheet.data_dir, "tls")
    assert os.stat(os.path.join(folder, "ca-key.pem")).st_mode & 0o777 == 0o600
    assert sorted(os.listdir(folder)) == ["ca-key.pem", "ca.pem"]
    with open(ca_file(farm.callsheet)) as file:
        before = file.read()
    number = shown(farm.callsheet)["serialNumber"]
    farm.callsheet.stop()
    farm.callsheet.start()
    with open(ca_file(farm.callsheet)) as file:
        assert file.read() == before
    assert shown(farm.callsheet)["serialNumber"] != number


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(*command):
    subprocess.run(["openssl", *command], check=True, capture_output=True)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """The authority of a studio: a folder with its certificate and its key."""
    folder = str(tmp_path_factory.mktemp("studio"))
    openssl("req", "-x509", *KEY, "-subj", "/CN=studio", "-keyout", f"{folder}/ca.key", "-out",
            f"{folder}/ca.pem")
    return folder


def make(studio, folder, name="localhost", days=30):
    """A certificate of the studio's for this name, and its key, as two files."""
    certificate, key = (os.path.join(folder, file) for file in ("fullchain.pem", "privkey.pem"))
    openssl("req", *KEY, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
            "-keyout", key, "-out", f"{folder}/request")
    openssl("x509", "-req", "-in", f"{folder}/request", "-CA", f"{studio}/ca.pem", "-CAkey",
            f"{studio}/ca.key", "-copy_extensions", "copy", "-days", str(days), "-out", certificate)
    return certificate, key


def test_a_certificate_that_is_replaced_is_shown_without_a_restart(studio, tmp_path):
    certificate, key = make(studio, tmp_path)
    ca = f"{studio}/ca.pem"
    flags = ["--tls-cert", certificate, "--tls-key", key, "--tls-ca", ca,
             "--tls-name", "localhost"]
    with Callsheet(flags=flags) as callsheet:
        assert callsheet.endpoint.startswith("https://localhost:")
        farm = Farm(callsheet)
        assert farm.deadline.list_farms()["farms"]
        farm.settled(farm.submit(job(step("Say", "echo", "hello"))))
        first = shown(callsheet, ca=ca)["serialNumber"]
        pid = callsheet.server_pid()
        # One half that does not fit keeps the old pair.
        (tmp_path / "new").mkdir()
        new_certificate, new_key = make(studio, tmp_path / "new")
        os.replace(new_certificate, certificate)
        wait_for("a word about the half", lambda: "is not the key of" in callsheet.log_text())
        assert shown(callsheet, ca=ca)["serialNumber"] == first
        os.replace(new_key, key)
        wait_for("the new certificate",
                 lambda: shown(callsheet, ca=ca)["serialNumber"] != first)
        assert callsheet.server_pid() == pid


def refused(*flags):
    """What a start that is refused says."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [binary(), "server", "--data-dir", os.path.join(folder, "data"), *flags,
             *([] if "--listen" in flags else ["--listen", "127.0.0.1:0"])],
            env=bare_environment(folder), capture_output=True, text=True, timeout=60)
        assert done.returncode in (1, 2), done.stdout + done.stderr
        return done.stderr


def test_what_is_wrong_is_said_with_its_file_and_the_next_step(studio, tmp_path):
    certificate, key = make(studio, tmp_path)
    (tmp_path / "other").mkdir()
    _, other_key = make(studio, tmp_path / "other")
    for flags, said in (
        (["--tls-cert", certificate, "--tls-key", "/nowhere/key.pem"], "cannot read `/nowhere"),
        (["--tls-cert", certificate, "--tls-key", other_key], "is not the key of"),
        (["--tls-cert", key, "--tls-key", key], "holds no certificate"),
        (["--tls-cert", certificate, "--tls-key", key], "--tls-name"),
        (["--tls-cert", certificate], "--tls-key"),
        (["--tls", "auto", "--tls-name", "not a name\u00e4"], "--tls-name"),
    ):
        text = refused(*flags)
        assert said in text and text.startswith(("callsheet:", "error:")), text
    (tmp_path / "old").mkdir()
    old = make(studio, tmp_path / "old", days=-1)
    assert "ended" in refused("--tls-cert", old[0], "--tls-key", old[1], "--tls-name", "localhost")


def test_plain_http_leaves_this_machine_only_where_it_was_asked_to():
    text = refused("--listen", "0.0.0.0:0")
    assert "--tls auto" in text and "--insecure-http" in text
    with Callsheet("server", flags=["--listen", "0.0.0.0:0", "--insecure-http"]) as callsheet:
        assert callsheet.client().list_farms()["farms"]
        assert "plain HTTP on 0.0.0.0" in callsheet.log_text()
    with Callsheet("server", flags=["--listen", "0.0.0.0:0", "--tls", "auto"]) as callsheet:
        assert callsheet.client().list_farms()["farms"]
        with open(os.path.join(callsheet.data_dir, "run.json")) as file:
            assert json.load(file)["endpoint"].startswith("https://127.0.0.1:")
