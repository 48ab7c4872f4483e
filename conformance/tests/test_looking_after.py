"""What looks after a store: retention, backup, restore, check and compaction, and kills in the
middle of them. Nothing that was answered is lost."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import pytest
from botocore.exceptions import ClientError

from harness.server import Callsheet, Farm, bare_environment, binary
from harness.templates import job, step
from harness.waiting import wait_for

DAY_MS = 24 * 60 * 60 * 1000
ROWS = 300_000


def admin(callsheet, *words, data_dir=None):
    """Runs `callsheet admin …`; returns exit code, output and errors."""
    command = [binary(), "admin", *words, "--data-dir", data_dir or callsheet.data_dir]
    done = subprocess.run(command, env=bare_environment(callsheet.home), capture_output=True,
                          text=True)
    return done.returncode, done.stdout, done.stderr


def database(callsheet, *statements):
    """Statements on the store's file, and what the last one answers."""
    with sqlite3.connect(os.path.join(callsheet.data_dir, "callsheet.db"), timeout=30) as opened:
        for statement, *values in statements:
            rows = opened.execute(statement, values).fetchall()
    opened.close()
    return rows


def id_bytes(text):
    return bytes.fromhex(text.split("-")[1])


def canceled(farm):
    ids = farm.submit(job(step("Wait", "true", tasks=3)))
    farm.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    farm.ended(ids, "CANCELED")
    return ids


def is_gone(farm, ids):
    try:
        farm.deadline.get_job(**ids)
        return False
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ResourceNotFoundException"
        return True


@pytest.fixture
def farm():
    """A server without a worker: nothing changes here by itself."""
    with Callsheet("server") as callsheet:
        yield Farm(callsheet)


def test_a_removal_that_is_killed_again_and_again_comes_to_its_end(farm):
    """semantics 3.10: what is removed is removed whole, and nothing else is."""
    callsheet = farm.callsheet
    old, young = canceled(farm), canceled(farm)
    callsheet.stop()
    long_ago = int(time.time() * 1000) - 200 * DAY_MS
    database(
        callsheet,
        ("UPDATE job SET created_at = ?1, ended_at = ?1 WHERE id = ?2", long_ago,
         id_bytes(old["jobId"])),
        ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
         "INSERT INTO task (step_key, first, count, status) SELECT (SELECT p.key FROM step p "
         "JOIN job j ON j.key = p.job_key WHERE j.id = ?2), 1000 + i, 1, 8 FROM n",
         ROWS, id_bytes(old["jobId"])))
    callsheet.start()
    farm = Farm(callsheet)

    def left():
        return database(callsheet, ("SELECT COUNT(*) FROM task",))[0][0]

    wait_for("the job to go", lambda: is_gone(farm, old))
    for _ in range(3):
        before = left()
        pid = callsheet.server_pid()
        os.kill(pid, signal.SIGKILL)
        wait_for("the next server", lambda: callsheet.server_pid() != pid, every_s=0.02)
        assert is_gone(farm, old), "half a job is seen by nobody"
        wait_for("the removal to go on", lambda: left() < before or left() == 0, every_s=0.02)
    wait_for("the last row", lambda: left() == 0)
    wait_for("the job's row", lambda: len(database(callsheet, ("SELECT key FROM job",))) == 1)
    assert farm.deadline.get_job(**young)["taskRunStatus"] == "CANCELED"
    assert admin(callsheet, "check")[0] == 0


def test_a_backup_under_load_has_all_that_was_answered_before(farm, tmp_path):
    callsheet = farm.callsheet
    answered, stop = [], threading.Event()

    def submit():
        while not stop.is_set():
            answered.append(farm.submit(job(step("Wait", "true", tasks=5))))

    thread = threading.Thread(target=submit)
    thread.start()
    try:
        wait_for("some jobs", lambda: len(answered) > 5)
        before = list(answered)
        to = str(tmp_path / "backup")
        code, said, why = admin(callsheet, "backup", to)
        assert code == 0, why
        wait_for("more jobs", lambda: len(answered) > len(before) + 2)
    finally:
        stop.set()
        thread.join()
    assert "key" in said
    assert admin(callsheet, "backup", to)[0] == 1, "no backup takes another's place"

    data_dir = os.path.join(callsheet.folder, "restored")
    code, _, why = admin(callsheet, "restore", to, data_dir=data_dir)
    assert code == 0 and "the key file is missing" in why
    shutil.copy(os.path.join(callsheet.data_dir, "key"), data_dir)
    restored = Callsheet("server")
    restored.command[restored.command.index("--data-dir") + 1] = restored.data_dir = data_dir
    with restored:
        shown = Farm(restored)
        for ids in before:
            assert shown.deadline.get_job(**ids)["lifecycleStatus"] == "CREATE_COMPLETE"
        # The old key opens the old access keys.
        with_old_key = callsheet.client(endpoint_url=restored.endpoint)
        with_old_key.get_farm(farmId=callsheet.farm_id)
        assert admin(restored, "check")[0] == 0


def test_a_backup_that_is_killed_leaves_no_half_of_one(farm, tmp_path):
    canceled(farm)
    for number in range(6):
        to = tmp_path / f"backup-{number}"
        running = subprocess.Popen(
            [binary(), "admin", "backup", str(to), "--data-dir", farm.callsheet.data_dir],
            env=bare_environment(farm.callsheet.home), stdout=subprocess.DEVNULL)
        draft = to.with_name(to.name + ".partial")
        if number:
            wait_for("its beginning", lambda: draft.exists() or to.exists(), every_s=0.001)
        running.kill()
        running.wait()
        again = to if not to.exists() else tmp_path / f"again-{number}"
        code, _, why = admin(farm.callsheet, "backup", str(again))
        assert code == 0, why
        assert (again / "backup.json").exists()
        assert not again.with_name(again.name + ".partial").exists()


def test_a_restore_takes_nothing_away(farm, tmp_path):
    callsheet = farm.callsheet
    first = canceled(farm)
    to = str(tmp_path / "backup")
    assert admin(callsheet, "backup", to)[0] == 0
    second = canceled(farm)
    code, _, why = admin(callsheet, "restore", to)
    assert code == 1 and "--force" in why
    code, _, why = admin(callsheet, "restore", to, "--force")
    assert code == 1 and "stop the server" in why
    callsheet.stop()
    with open(os.path.join(to, "callsheet.db"), "r+b") as file:
        whole = file.read()
        file.seek(4096)
        file.write(b"\xff" * 8192)
    code, _, why = admin(callsheet, "restore", to, "--force")
    assert code == 1 and "not sound" in why
    with open(os.path.join(to, "callsheet.db"), "wb") as file:
        file.write(whole)
    code, said, why = admin(callsheet, "restore", to, "--force", "--output", "json")
    assert code == 0, why
    told = json.loads(said)
    assert told["hasKey"]
    assert os.path.exists(os.path.join(told["movedAside"], "callsheet.db"))
    callsheet.start()
    farm = Farm(callsheet)
    farm.deadline.get_job(**first)
    assert is_gone(farm, second)


def test_a_check_finds_what_was_miscounted_and_says_where(farm):
    callsheet = farm.callsheet
    ids = canceled(farm)
    code, said, _ = admin(callsheet, "check", "--output", "json")
    assert (code, json.loads(said)["isSound"]) == (0, True)
    callsheet.stop()
    database(callsheet, ("UPDATE job SET canceled = canceled + 1 WHERE id = ?1",
                         id_bytes(ids["jobId"])))
    code, said, _ = admin(callsheet, "check", "--output", "json")
    found = json.loads(said)
    assert (code, found["isSound"], found["jobs"]) == (1, False, 1)
    assert ids["jobId"] in found["findings"][0]["about"]
    assert found["findings"][0]["next"]
    database(callsheet, ("UPDATE job SET canceled = canceled - 1",))
    callsheet.start()


def test_compaction_gives_space_back_and_needs_the_store_for_itself(farm):
    callsheet = farm.callsheet
    code, _, why = admin(callsheet, "compact")
    assert code == 1 and "in use" in why
    callsheet.stop()
    database(callsheet, ("CREATE TABLE waste (bytes BLOB)",),
             ("INSERT INTO waste VALUES (zeroblob(4000000))",), ("DROP TABLE waste",))
    code, said, why = admin(callsheet, "compact", "--output", "json")
    assert code == 0, why
    told = json.loads(said)
    assert told["bytesAfter"] < told["bytesBefore"] - 3_000_000
    callsheet.start()
    Farm(callsheet).deadline.list_farms()


def test_postgresql_is_left_to_its_own_tools(postgres, tmp_path):
    store = postgres.new_database()
    with Callsheet("server", store=store) as callsheet:
        canceled(Farm(callsheet))
        for words, tool in [(["backup", str(tmp_path / "b")], "pg_dump --format=custom"),
                            (["restore", str(tmp_path / "b")], "pg_restore"),
                            (["compact"], "VACUUM (FULL, ANALYZE)")]:
            code, _, why = admin(callsheet, *words, "--store", store)
            assert code == 2 and tool in why, why
        code, said, why = admin(callsheet, "check", "--store", store)
        assert code == 0 and "sound: 1 jobs" in said, why
