"""schemathesis reads `docs/openapi.json`; nothing that it makes up is an error of the server's."""
import os
import subprocess

from harness.clients import program
from harness.model import built, service_model
from harness.server import ROOT

# Of each operation, beside some seventy that cover its bounds.
EXAMPLES = 2


def test_nothing_made_up_from_our_description_breaks_the_server(farm):
    folder = os.path.join(ROOT, "conformance/schemathesis")
    environment = farm.callsheet.environment() | {
        "SCHEMATHESIS_HOOKS": "signing", "PYTHONPATH": folder}
    unbuilt = set(service_model().operation_names) - set(built())
    # It finds the key that it signs with, and would end it.
    left_out = unbuilt | {"RotateKey"}
    words = [word for name in left_out for word in ("--exclude-operation-id", name)]
    done = subprocess.run(
        [program("schemathesis", "schemathesis"), "run", f"{ROOT}/docs/openapi.json",
         "--url", farm.callsheet.endpoint, "--checks", "not_a_server_error",
         "--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1",
         "--generation-database", "none", "--no-color", *words],
        cwd=farm.callsheet.home, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    # Requests that are refused for their signatures would show nothing, but some made farms.
    assert len(farm.deadline.list_farms()["farms"]) > 1
