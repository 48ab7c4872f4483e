//! Work of the worker's own within an action, moving files: it can be canceled at any point, and
//! its progress is the action's.

use std::sync::Arc;

use callsheet_attachments::{Progress, Tally};
use tokio::sync::watch;

use crate::session::{ActionStatus, ActionUpdates, Cancel, Canceler};

/// Cancels whatever an action is busy with: a process of the job's, or a transfer.
#[derive(Clone)]
pub struct ActionCanceler {
    process: Canceler,
    transfers: Transfers,
}

impl ActionCanceler {
    pub fn new(process: Canceler, transfers: Transfers) -> Self {
        ActionCanceler { process, transfers }
    }

    pub fn cancel(&self, how: Cancel) {
        self.process.cancel(how);
        self.transfers.request.send_replace(Some(how));
    }
}

/// Where the transfers of one action hear that they are canceled.
#[derive(Debug, Clone)]
pub struct Transfers {
    request: Arc<watch::Sender<Option<Cancel>>>,
}

impl Default for Transfers {
    fn default() -> Self {
        Transfers {
            request: Arc::new(watch::Sender::new(None)),
        }
    }
}

/// Why a transfer has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    Failed(String),
    Canceled(ActionStatus),
}

impl Transfers {
    /// Waits for `transfer` and shows how far it is. A cancel drops it, which ends its requests.
    pub async fn attend<T>(
        &self,
        what: &str,
        progress: &Progress,
        show: impl Fn(ActionUpdates),
        transfer: impl Future<Output = Result<T, String>>,
    ) -> Result<T, Stopped> {
        let (mut request, mut tallies) = (self.request.subscribe(), progress.subscribe());
        tokio::pin!(transfer);
        loop {
            let canceled = request.wait_for(Option::is_some);
            tokio::select! {
                done = &mut transfer => {
                    show(updates(what, &progress.tally()));
                    return done.map_err(Stopped::Failed);
                }
                how = canceled => {
                    let how = how.ok().and_then(|how| *how).unwrap_or(Cancel::Now);
                    return Err(Stopped::Canceled(status(how)));
                }
                Ok(()) = tallies.changed() => {
                    show(updates(what, &tallies.borrow_and_update()));
                }
            }
        }
    }
}

const fn status(how: Cancel) -> ActionStatus {
    match how {
        Cancel::Graceful | Cancel::Now => ActionStatus::Canceled,
        Cancel::Within(_) => ActionStatus::Interrupted,
    }
}

fn updates(what: &str, tally: &Tally) -> ActionUpdates {
    ActionUpdates {
        progress_percent: Some(tally.percent()),
        progress_message: Some(format!("{what}: {}", said(tally))),
    }
}

/// As in `12 of 100 files, 34.5 of 300.0 MiB`.
pub fn said(tally: &Tally) -> String {
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    format!(
        "{} of {} files, {:.1} of {:.1} MiB",
        tally.done_files,
        tally.files,
        mib(tally.done_bytes),
        mib(tally.bytes)
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_cancel_ends_a_transfer_that_would_go_on_for_ever() {
        for (how, expected) in [
            (Cancel::Graceful, ActionStatus::Canceled),
            (Cancel::Within(Duration::ZERO), ActionStatus::Interrupted),
        ] {
            let (transfers, progress) = (Transfers::default(), Progress::default());
            let other = transfers.clone();
            let endless = async {
                other.request.send_replace(Some(how));
                std::future::pending::<Result<(), String>>().await
            };
            let stopped = transfers.attend("x", &progress, |_| {}, endless).await;
            assert_eq!(stopped, Err(Stopped::Canceled(expected)));
        }
    }

    #[tokio::test]
    async fn what_was_moved_is_shown_at_the_end() {
        let shown = std::sync::Mutex::new(Vec::new());
        let show = |updates: ActionUpdates| shown.lock().unwrap().push(updates);
        let transfer = async { Ok(1) };
        let (transfers, progress) = (Transfers::default(), Progress::default());
        let done = transfers.attend("Inputs", &progress, show, transfer).await;
        assert_eq!(done, Ok(1));
        let last = shown.lock().unwrap().pop().unwrap();
        assert_eq!(last.progress_percent, Some(100.0));
        let message = last.progress_message.unwrap();
        assert_eq!(message, "Inputs: 0 of 0 files, 0.0 of 0.0 MiB");
    }
}
