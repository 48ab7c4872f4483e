//! Which queues keep files, which jobs there are, and what their manifests hold: each job asked
//! for once, a bounded number of requests at a time.

use callsheet_attachments::{Manifest, Objects, Root, Source, read_manifest};
use callsheet_client::SharedCredentials;
use tokio::task::JoinSet;

use super::queue_files::queue_root;
use crate::connection::sdk::Client;
use crate::connection::sdk::types::{
    BatchGetJobErrorCode, BatchGetJobIdentifier, BatchGetJobItem, JobSummary,
};
use crate::connection::{Reached, refused};
use crate::refusal::{Refusal, Result};

/// As many as one request may ask for.
const JOBS_AT_ONCE: i32 = 100;
const REQUESTS_AT_ONCE: usize = 8;
const MANIFESTS_AT_ONCE: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    pub farm_id: String,
    pub queue_id: String,
    /// Where it keeps files, if it does.
    pub root: Option<Root>,
}

/// One job, and the manifests that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFiles {
    pub job_id: String,
    pub inputs: Vec<InputManifest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputManifest {
    pub path: String,
    pub hash: Option<String>,
}

/// A server, as an administrator's key reaches it.
pub struct Estate {
    client: Client,
    reached: Reached,
}

impl Estate {
    pub fn new(reached: Reached) -> Self {
        Estate {
            client: reached.client(),
            reached,
        }
    }

    pub fn objects(&self, root: &Root) -> Objects {
        let key = SharedCredentials::new(self.reached.key.credentials());
        Objects::connect(&self.reached.endpoint(), key, root.clone())
    }

    /// Of all farms.
    pub async fn queues(&self) -> Result<Vec<Queue>> {
        let mut queues = Vec::new();
        let mut farms = self.client.list_farms().into_paginator().items().send();
        while let Some(farm) = farms.next().await {
            let farm_id = farm.map_err(refused)?.farm_id;
            let listing = self.client.list_queues().farm_id(&farm_id);
            let mut listed = listing.into_paginator().items().send();
            while let Some(queue) = listed.next().await {
                let queue_id = queue.map_err(refused)?.queue_id;
                let request = self.client.get_queue();
                let request = request.farm_id(&farm_id).queue_id(&queue_id);
                let queue = request.send().await.map_err(refused)?;
                queues.push(Queue {
                    farm_id: farm_id.clone(),
                    queue_id,
                    root: queue_root(&queue),
                });
            }
        }
        Ok(queues)
    }

    /// Of one queue, in no order.
    pub async fn jobs(&self, queue: &Queue) -> Result<Vec<JobFiles>> {
        let listing = self.client.list_jobs();
        let listing = listing.farm_id(&queue.farm_id).queue_id(&queue.queue_id);
        let mut pages = listing.max_results(JOBS_AT_ONCE).into_paginator().send();
        let (mut jobs, mut under_way) = (Vec::new(), JoinSet::new());
        while let Some(page) = pages.next().await {
            let page = page.map_err(refused)?.jobs;
            if page.is_empty() {
                continue;
            }
            under_way.spawn(several(self.client.clone(), queue.clone(), page));
            if under_way.len() >= REQUESTS_AT_ONCE
                && let Some(found) = under_way.join_next().await
            {
                jobs.extend(found.map_err(Refusal::new)??);
            }
        }
        while let Some(found) = under_way.join_next().await {
            jobs.extend(found.map_err(Refusal::new)??);
        }
        Ok(jobs)
    }
}

/// A listing says nothing of attachments.
async fn several(client: Client, queue: Queue, page: Vec<JobSummary>) -> Result<Vec<JobFiles>> {
    let identifier = |job: &JobSummary| {
        BatchGetJobIdentifier::builder()
            .farm_id(&queue.farm_id)
            .queue_id(&queue.queue_id)
            .job_id(job.job_id())
            .build()
            .map_err(Refusal::new)
    };
    let identifiers: Result<Vec<_>> = page.iter().map(identifier).collect();
    let request = client.batch_get_job();
    let request = request.set_identifiers(Some(identifiers?));
    let answer = request.send().await.map_err(refused)?;
    for error in answer.errors() {
        match error.code() {
            // Removed since the page was listed.
            BatchGetJobErrorCode::ResourceNotFoundException => {}
            _ => return Err(Refusal::new(error.message()).within(error.job_id())),
        }
    }
    Ok(answer.jobs.into_iter().map(JobFiles::from).collect())
}

impl From<BatchGetJobItem> for JobFiles {
    fn from(job: BatchGetJobItem) -> Self {
        let manifests = job.attachments.map(|of_job| of_job.manifests);
        let inputs = manifests.unwrap_or_default().into_iter();
        let inputs = inputs.filter_map(|manifest| {
            Some(InputManifest {
                path: manifest.input_manifest_path?,
                hash: manifest.input_manifest_hash,
            })
        });
        JobFiles {
            job_id: job.job_id,
            inputs: inputs.collect(),
        }
    }
}

/// A manifest to be read, and what its reader wants to remember of it.
pub struct Wish<T> {
    pub manifest: InputManifest,
    pub note: T,
}

/// Reads all of them, several at a time. `each` may end it.
pub async fn read_all<T: Send + 'static>(
    objects: &Objects,
    wishes: impl IntoIterator<Item = Wish<T>>,
    mut each: impl FnMut(Wish<T>, Result<Manifest>) -> Result<()>,
) -> Result<()> {
    let source = Source {
        objects: objects.clone(),
        cache: None,
    };
    let (mut waiting, mut under_way) = (wishes.into_iter(), JoinSet::new());
    loop {
        while under_way.len() < MANIFESTS_AT_ONCE
            && let Some(wish) = waiting.next()
        {
            let source = source.clone();
            under_way.spawn(async move {
                let (path, hash) = (&wish.manifest.path, wish.manifest.hash.as_deref());
                let read = read_manifest(&source, path, hash).await;
                (wish, read.map(|(manifest, _)| manifest))
            });
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(read) => {
                let (wish, manifest) = read.map_err(Refusal::new)?;
                each(wish, manifest.map_err(Refusal::new))?;
            }
        }
    }
}
