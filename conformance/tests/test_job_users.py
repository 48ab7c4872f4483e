"""Our worker runs jobs as other users, through sudo, and keeps what is its own from them."""
import contextlib
import os
import re
import shutil
import subprocess

import pytest

from harness.attachments import bash, fetched, served_queue, words, write_bundle
from harness.clients import DeadlineCli
from harness.job_user import OurWorker, new_user, open_folder, rules, run
from harness.server import Callsheet, Farm
from harness.templates import environment, job, step
from harness.waiting import wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make users")


@pytest.fixture(scope="module")
def server():
    with Callsheet("server", flags=["--update-interval-s", "1"]) as callsheet:
        yield Farm(callsheet)


@pytest.fixture(scope="module")
def users():
    """The service's user, two users of jobs that it may become, and one that it may not."""
    assert shutil.which("sudo"), "there is no sudo: run scripts/debian-packages sudo"
    with contextlib.ExitStack() as stack:
        names = [stack.enter_context(new_user(prefix)) for prefix in
                 ("service", "comp", "light", "other")]
        service, comp, light, _ = names
        for group in (comp, light):
            run("usermod", "--append", "--groups", group, service)
        stack.enter_context(rules(service, "".join(
            f"{service} ALL=({user}:{user}) NOPASSWD: ALL\n" for user in (comp, light))))
        yield names


@pytest.fixture(scope="module")
def workers(server, users):
    """Two, which share a program and a folder for sessions."""
    with open_folder() as folder:
        started = [OurWorker(server.callsheet, users[0], folder) for _ in range(2)]
        yield started
        for worker in started:
            print(worker.text())
            worker.close()


def queue_of(farm, user, group=None):
    made = farm.deadline.create_queue(
        farmId=farm.ids["farmId"], displayName=f"As {user}", roleArn=ROLE, jobRunAsUser={
            "runAs": "QUEUE_CONFIGURED_USER", "posix": {"user": user, "group": group or user}})
    queue = {"farmId": farm.ids["farmId"], "queueId": made["queueId"]}
    farm.deadline.create_queue_fleet_association(**queue, fleetId=farm.fleet["fleetId"])
    return queue


ROLE = "arn:aws:iam::000000000000:role/queue"

# What is not the job's. Whatever is had of it is printed behind GOT, and
# first of all the job's own environment, which shows that looking works.
SPY = r"""
try() { what=$1; shift; got=$("$@" 2>/dev/null </dev/null | tr '\0' '\n' | head -c 2000)
        [ -z "$got" ] || echo "GOT $what: $got"; }
try own cat "/proc/$$/environ"
for home in "$@"; do
    find "$home" 2>/dev/null | while read -r path; do
        [ -d "$path" ] && try "list $path" ls -A "$path" || try "read $path" cat "$path"
        [ -w "$path" ] && echo "GOT write $path"
    done
done
for process in /proc/[0-9]*; do
    id=${process#/proc/}
    case $(cat "$process/comm" 2>/dev/null) in callsheet|sudo|sh|bash) ;; *) continue ;; esac
    [ "$(stat -c %u "$process" 2>/dev/null)" != "$(id -u)" ] || continue
    for file in environ maps mem auxv syscall stack; do try "$id $file" cat "$process/$file"; done
    try "$id open files" ls "$process/fd"
    for file in "$process"/fd/*; do try "$id $file" cat "$file"; done
    for link in cwd exe root; do try "$id $link" readlink "$process/$link"; done
    kill -0 "$id" 2>/dev/null && echo "GOT signal $id"
done
for become in "" "-u $SERVICE" "-u $OTHER"; do try "sudo $become" sudo -n $become id; done
try su su "$SERVICE" -c id
exit 0
"""


def spy(worker, service, other):
    """A step that looks at everything of the worker, but for its program and what it prints."""
    # Names are everybody's to see in folders that are open on purpose.
    closed = [worker.key, worker.state]
    return step("Spy", "sh", "-c", f"SERVICE={service} OTHER={other}; {SPY}", "spy", *closed)


def test_a_job_gets_at_nothing_of_the_worker(server, users, workers):
    service, comp, light, _ = users
    ids = server.submit(job(*(
        spy(worker, service, light) | {"name": f"Spy {number}"}
        for number, worker in enumerate(workers))), queue=queue_of(server, comp))
    server.settled(ids)
    log = server.log_of(ids)
    got = [line for line in log.splitlines() if line.startswith("GOT ")]
    assert len(got) == 2 and all(line.startswith("GOT own: ") for line in got), "\n".join(got)
    assert log.count(f"\nUSER={comp}\n") >= 2, log
    for canary in {canary for worker in workers for canary in worker.canaries}:
        assert canary not in log, "a key shows in a job's log"
    for name in ("CALLSHEET_", "STUDIO_TOKEN", "SUDO_"):
        assert f"\n{name}" not in log
    assert "\nLANG=C.UTF-8\n" in log


def test_it_runs_as_the_queues_user_and_group_in_a_folder_of_its_own(server, users, workers):
    comp = users[1]
    show = ('echo "who $(id --user --name) $(id --group --name) $HOME $(umask)"; '
            'echo "folder $(stat -c "%a %U %G" .)"; touch made; '
            'echo "key $(stat -c "%a %U %G" "$AWS_CONFIG_FILE")"; '
            '$(sed -n "s/credential_process = //p" "$AWS_CONFIG_FILE" | tr -d \'"\') | '
            'grep -c SessionToken')
    ids = server.submit(job(step("Show", "bash", "-ec", show)), queue=queue_of(server, comp))
    server.settled(ids)
    log = server.log_of(ids)
    assert f"who {comp} {comp} /home/{comp} 0022" in log
    assert f"folder 3770 {users[0]} {comp}" in log
    assert f"key 640 {users[0]} {comp}" in log


def test_one_users_job_gets_at_nothing_of_anothers(server, users, workers):
    service, comp, light, other = users
    with open_folder() as meeting:
        os.chmod(meeting, 0o1777)
        here, over = f"{meeting}/here", f"{meeting}/over"
        hold = (f'export SECRET=canary-first; echo canary-first >secret; chmod 777 secret; '
                f'sh -c \'echo "$$ $PWD" >{here}.new; mv {here}.new {here}; '
                f'until [ -e {over} ]; do sleep 0.1; done\'')
        first = server.submit(job(step("Hold", "bash", "-ec", hold)), queue=queue_of(server, comp))
        wait_for("the first job", lambda: os.path.exists(here))
        with open(here) as file:
            process, folder = file.read().split()
        assert os.path.exists(f"{folder}/secret")
        root = os.path.dirname(folder)
        look = (f'for each in {folder}/secret {root}/queues/*/* /proc/{process}/environ '
                f'/proc/{process}/cwd/secret; do cat "$each" && echo "GOT $each"; done; '
                f'for each in {folder} {root} {root}/queues /proc/{process}/fd; do ls "$each" && '
                f'echo "GOT $each"; done; touch {folder}/mine && echo "GOT write"; '
                f'kill -9 {process} && echo "GOT kill"; sudo -n -u {comp} id && echo "GOT user"; :')
        second = server.submit(
            job(step("Look", "bash", "-c", look), spy(workers[0], service, comp)),
            queue=queue_of(server, light))
        server.ended(second)
        with open(over, "w"):
            pass
        server.settled(first)
    log = server.log_of(second)
    assert "Permission denied" in log
    got = [line for line in log.splitlines() if line.startswith("GOT ")]
    assert len(got) == 1 and got[0].startswith("GOT own: "), log
    assert "canary" not in log


def test_files_go_in_and_come_back_as_the_job_user(server, users, workers, tmp_path):
    comp = users[1]
    queue = served_queue(server, f"studio/{comp}")
    server.deadline.update_queue(**queue, jobRunAsUser={
        "runAs": "QUEUE_CONFIGURED_USER", "posix": {"user": comp, "group": comp}})
    copy = ('echo more >>"$1/shot ü.txt"; mkdir -p "$2"; cp -R "$1/." "$2"; umask 077; '
            'id --user --name >"$2/who"; ln -s who "$2/again"; '
            f'ln -s {workers[0].key} "$2/key"; ln -s /etc/passwd "$2/out"; '
            'ln -s / "$2/all"; ln -s gone "$2/none"; mkfifo "$2/pipe"')
    change = 'rm "$1/empty"; mkdir -p "$1/deep"; cp "$1/who" "$1/deep/new"'
    bundle = write_bundle(
        tmp_path / "bundle", {"shot ü.txt": b"shot", "empty": b"", "deep er/-x": b"\0\xff"},
        bash("Copy", copy, "{{Param.Scene}}", "{{Param.Out}}"),
        bash("Change", change, "{{Param.Out}}", dependencies=[{"dependsOn": "Copy"}]),
        jobEnvironments=[environment("Around", os.devnull)])
    cli = DeadlineCli("0.60.10", server.callsheet)
    ids = queue | {"jobId": cli.submit(bundle, *words(queue))}
    server.settled(ids)
    assert fetched(cli, queue, ids["jobId"], tmp_path / "bundle/out") == {
        "shot ü.txt": b"shotmore\n", "empty": b"", "deep er/-x": b"\0\xff",
        **dict.fromkeys(("who", "again", "deep/new"), f"{comp}\n".encode())}
    log = server.log_of(ids)
    for name, where in [("key", "out of"), ("out", "out of"), ("all", "to no file"),
                        ("none", "to no file")]:
        assert f"{name} is a link that leads {where}" in log, log


def number(log, word):
    """What a job printed behind `word is `, which also stands in the command that printed it."""
    found = log.split(f"\n{word} is ")[1:]
    return int(found[0].split()[0]) if found else None


def is_there(process):
    return os.path.exists(f"/proc/{process}")


def wait_for_the_end(*processes):
    wait_for("the end of processes", lambda: not any(map(is_there, processes)))


def test_what_a_job_left_goes_with_its_session(server, users, workers):
    comp = users[1]
    leave = ('mkdir -p closed/deep; touch closed/deep/file; chmod 0 closed/deep; chmod 500 closed; '
             'kill -0 $(cat service); (setsid sh -c "echo left is \\$\\$; exec sleep 3600" &)')
    serve = {"command": "bash", "args": [
        "-c", "sleep 3600 & echo $! >service; echo service is $!"]}
    around = {"name": "Around", "script": {"actions": {"onEnter": serve}}}
    ids = server.submit(
        job(step("Leave", "bash", "-ec", leave), jobEnvironments=[around]),
        queue=queue_of(server, comp))
    server.settled(ids)
    log = server.log_of(ids)
    wait_for_the_end(number(log, "left"), number(log, "service"))

    def is_gone():
        return not [path for path in workers[0].left() if "session" in os.path.basename(path)]

    wait_for("the session's folder to go", is_gone)


def test_a_worker_that_was_killed_clears_up_when_it_is_back(server, users, workers):
    comp = users[1]
    stay = 'mkdir mine; touch mine/file; echo "stay is $$"; pwd >mine/here; exec sleep 3600'
    ids = server.submit(job(step("Stay", "bash", "-ec", stay)), queue=queue_of(server, comp))
    process = wait_for("the job", lambda: number(server.log_of(ids), "stay"))
    folder = os.readlink(f"/proc/{process}/cwd")
    # The folder that it is in is called after the worker's own.
    worker = next(one for one in workers if re.sub(r"[^A-Za-z0-9]", "-", one.state).strip("-") ==
                  os.path.basename(os.path.dirname(folder)))
    worker.kill()
    assert is_there(process) and os.path.exists(folder)
    worker.start()
    wait_for_the_end(process)
    wait_for("the session's folder to go", lambda: not os.path.exists(folder))
    server.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    server.settled(ids, "CANCELED")


def test_a_canceled_jobs_processes_end(server, users, workers):
    comp = users[1]
    script = ('trap \'echo told; exit 0\' TERM; sh -c \'trap "" TERM; echo "one is $$"; '
              'while :; do sleep 1; done\' & echo "other is $$"; wait')
    run = step("Stay", "bash", "-c", script)
    run["script"]["actions"]["onRun"]["cancelation"] = {
        "mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": 1}
    ids = server.submit(job(run), queue=queue_of(server, comp))

    def running():
        log = server.log_of(ids)
        found = [number(log, word) for word in ("one", "other")]
        return found if all(found) else None

    processes = wait_for("its processes", running)
    assert all(map(is_there, processes))
    server.deadline.update_job(**ids, targetTaskRunStatus="CANCELED")
    server.settled(ids, "CANCELED")
    wait_for_the_end(*processes)
    assert "\ntold" in server.log_of(ids)


def test_a_user_that_cannot_be_fails_the_task_with_the_next_step(server, users, workers):
    comp, other = users[1], users[3]
    for user, group, told in [
            ("nobody-is-this", comp, "useradd"), ("root", comp, "who is root"),
            (users[0], comp, "worker's own user"), (comp, "no-such-group", "groupadd"),
            (comp, other, "usermod --append"), (other, comp, "NOPASSWD")]:
        ids = server.submit(job(step("Try", "true")), queue=queue_of(server, user, group))
        for action in server.settled(ids, "FAILED"):
            assert told in action["progressMessage"], action
            assert user in action["progressMessage"] or group in action["progressMessage"]
    ids = server.submit(job(step("Then", "true")), queue=queue_of(server, comp))
    server.settled(ids)
    assert all(worker.process.poll() is None for worker in workers)


def test_up_has_a_worker_with_job_users(users):
    """Its worker is root, and told by the environment as whom jobs run."""
    light = users[2]
    with open_folder() as sessions, Callsheet("up", planted={
            "CALLSHEET_SESSION_ROOT_DIR": sessions,
            "CALLSHEET_POSIX_JOB_USER": f"{light}:{light}"}) as callsheet:
        farm = Farm(callsheet)
        ids = farm.submit(job(step("Who", "bash", "-c", 'echo "who $(id --user --name)"')))
        farm.settled(ids)
        assert f"who {light}\n" in farm.log_of(ids) + "\n"


def test_a_worker_that_runs_jobs_as_root_says_so_once():
    with Callsheet("up") as callsheet:
        farm = Farm(callsheet)
        for _ in range(2):
            farm.settled(farm.submit(job(step("Any", "true"))))
        assert callsheet.log_text().count("jobs run as root") == 1


def test_a_key_that_everybody_may_read_is_no_key(server, users, workers):
    worker = workers[0]
    with open_folder() as folder:
        open_key = shutil.copy(worker.key, folder)
        os.chmod(open_key, 0o644)
        done = subprocess.run(
            [*worker.command, "--credentials-file", open_key],
            env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert done.returncode != 0
    assert "everybody may read it" in done.stderr and "chmod o-rwx" in done.stderr, done.stderr
