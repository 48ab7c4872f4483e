//! The gauge of waiting tasks. Whatever scrapes, and however often, the store is asked once in a
//! few seconds.

use std::time::{Duration, Instant};

use callsheet_core::explain::waiting::Waiting;
use callsheet_store::Store;
use tokio::sync::Mutex;

const AT_MOST_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub struct WaitingTasks(Mutex<Option<(Instant, Waiting)>>);

impl WaitingTasks {
    /// `None` while the store cannot say.
    pub async fn count(&self, store: &Store) -> Option<Waiting> {
        // Whoever comes while somebody asks waits for that answer.
        let mut last = self.0.lock().await;
        if let Some((asked_at, waiting)) = last.as_ref()
            && asked_at.elapsed() < AT_MOST_EVERY
        {
            return Some(waiting.clone());
        }
        let counted = store
            .read_long("waiting_tasks", |tx| -> callsheet_store::Result<_> {
                tx.waiting_tasks()
            })
            .await;
        match counted {
            Ok(waiting) => {
                *last = Some((Instant::now(), waiting.clone()));
                Some(waiting)
            }
            Err(why) => {
                tracing::warn!(%why, "waiting tasks cannot be counted");
                None
            }
        }
    }
}

/// Adds the gauge to the page of metrics.
pub fn write(page: &mut String, waiting: &Waiting) {
    const NAME: &str = "callsheet_tasks_waiting";
    page.push_str(&format!(
        "# HELP {NAME} Tasks that wait, by what they wait for.\n# TYPE {NAME} gauge\n"
    ));
    for (reason, tasks) in waiting {
        let reason = reason.as_str().to_ascii_lowercase();
        page.push_str(&format!("{NAME}{{reason=\"{reason}\"}} {tasks}\n"));
    }
}
