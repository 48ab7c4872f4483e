//! What a process says: progress, exit codes, long lines, and who holds its output.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[tokio::test]
async fn progress_is_seen_while_the_action_runs() {
    let mut rig = rig();
    let mut updates = rig.session.updates();
    let directory = rig.session.working_directory().to_owned();
    let step = bash(
        "echo 'openjd_status: half'; echo 'openjd_progress: 50.5'; echo 'openjd_progress: 150'\n\
         until [ -e go ]; do sleep 0.02; done; echo 'openjd_progress: 100'",
    );
    let watch = async {
        let seen = updates.wait_for(|u| u.progress_percent == Some(50.5)).await;
        assert_eq!(
            seen.expect("updates").progress_message.as_deref(),
            Some("half")
        );
        std::fs::write(directory.join("go"), "").expect("a file");
    };
    let (outcome, ()) = tokio::join!(rig.task(&step), watch);
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Succeeded, Some(0))
    );
    assert_eq!(outcome.message.as_deref(), Some("half"));
    assert_eq!(outcome.updates.progress_percent, Some(100.0));
    assert!(outcome.started_at_ms > 0 && outcome.started_at_ms <= outcome.ended_at_ms);
    assert!(
        rig.log.text().contains("openjd_progress: 150 -- ERROR:"),
        "{}",
        rig.log.text()
    );
    // The next action starts without them.
    let outcome = rig.task(&bash("true")).await;
    assert_eq!(
        (outcome.message, outcome.updates),
        (None, ActionUpdates::default())
    );
}

#[tokio::test]
async fn exit_codes_are_told_apart() {
    let mut rig = rig();
    let mut end_of = async |step: StepDetails| {
        let outcome = rig.task(&step).await;
        (outcome.status, outcome.exit_code, outcome.message)
    };
    let command = |name: &str| step_of(json!({"actions": {"onRun": {"command": name}}}));
    let failed = ActionStatus::Failed;
    assert_eq!(end_of(bash("exit 3")).await, (failed, Some(3), None));
    let said = Some("no licence".to_owned());
    assert_eq!(
        end_of(bash("echo openjd_fail: no licence; exit 2")).await,
        (failed, Some(2), said)
    );
    assert_eq!(end_of(bash("kill -9 $$")).await, (failed, Some(-9), None));
    assert_eq!(
        end_of(bash("kill -SEGV $$")).await,
        (failed, Some(-11), None)
    );
    let (status, code, message) = end_of(command("no-such-command")).await;
    assert_eq!((status, code), (failed, Some(127)));
    assert!(
        message
            .unwrap_or_default()
            .contains("no-such-command could not be started")
    );
    let (status, code, _) = end_of(command("/etc/hostname")).await;
    assert_eq!((status, code), (failed, Some(126)));
}

#[tokio::test]
async fn both_outputs_come_in_order_and_undecodable_bytes_are_shown() {
    let mut rig = rig();
    let step = bash("echo one; echo two >&2; echo three; printf 'caf\\xe9\\r\\n'; printf last");
    assert_eq!(rig.task(&step).await.status, ActionStatus::Succeeded);
    let text = rig.log.text();
    assert!(text.contains("one\ntwo\nthree\ncaf\\xe9\nlast\n"), "{text}");
}

#[tokio::test]
async fn a_child_that_keeps_the_output_does_not_keep_the_task() {
    let mut rig = rig();
    let step = bash("(echo child $BASHPID; exec sleep 600) & wait_for=$!; sleep 0.2; exit 5");
    let log = Arc::clone(&rig.log);
    let child = async { process(&log.wait_for("child ").await, "child ") };
    let (outcome, child) = tokio::join!(rig.task(&step), child);
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(5))
    );
    let took = outcome.ended_at_ms - outcome.started_at_ms;
    assert!((4_000..15_000).contains(&took), "it took {took} ms");
    gone(child).await;
}

/// Only counts, as a log of this size would be the test's own memory.
#[derive(Default)]
struct Count {
    bytes: AtomicUsize,
    longest: AtomicUsize,
}

impl LogSink for Count {
    fn line(&self, _timestamp_ms: i64, line: &str) {
        if line.starts_with('x') {
            self.bytes.fetch_add(line.len(), Ordering::Relaxed);
        }
        self.longest.fetch_max(line.len(), Ordering::Relaxed);
    }
}

/// The most memory that this process ever had resident.
fn peak_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process's status");
    let line = status
        .lines()
        .find(|l| l.starts_with("VmHWM:"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .expect("a number")
}

#[tokio::test]
async fn a_huge_line_is_split_in_bounded_memory() {
    const SIZE: usize = 150_000_000;
    let root = TempDir::new().expect("a directory");
    let count = Arc::new(Count::default());
    let mut session = Session::open(SessionSpec {
        session_id: "session-1".to_owned(),
        job: JobDetails::default(),
        working_root: root.path().to_owned(),
        job_user: None,
        env: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
        path_mapping: Vec::new(),
        log: Arc::clone(&count) as Arc<dyn LogSink>,
    })
    .expect("a session");
    let before = peak_kib();
    let step = bash(&format!(
        "head -c {SIZE} /dev/zero | tr '\\0' x; echo; echo done"
    ));
    let outcome = session.task_run(&step, TaskParameters::default()).await;
    assert_eq!(outcome.status, ActionStatus::Succeeded);
    assert_eq!(count.bytes.load(Ordering::Relaxed), SIZE);
    assert!(count.longest.load(Ordering::Relaxed) <= 64 * 1024);
    let grown = peak_kib() - before;
    assert!(grown < 64 * 1024, "memory grew by {grown} KiB");
}
