//! `callsheet attachments gc`: marks what jobs refer to, and sweeps the rest once it is old.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callsheet_attachments::{Listed, Objects, Root};
use clap::Args;
use indicatif::HumanBytes;
use serde_json::{Value, json};

use super::Scope;
use crate::attachments::{Estate, Fate, InputManifest, Marks, Queue, Wanted, Wish, read_all};
use crate::cli::{Globals, block_on};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format};

#[derive(Debug, Args)]
pub struct Gc {
    /// What is younger stays, because a submission or a task may be about to refer to it: a number
    /// with s, m, h or d
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = age)]
    grace: Duration,
    /// Delete what is found; without it nothing is changed
    #[arg(long)]
    delete: bool,
    #[command(flatten)]
    scope: Scope,
}

fn age(text: &str) -> std::result::Result<Duration, String> {
    let wrong = || "write it as in 36h or 7d".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number = &text[..text.len() - unit.len_utf8()];
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    objects: u64,
    bytes: u64,
}

impl Count {
    fn add(&mut self, listed: &Listed) {
        self.objects += 1;
        self.bytes += listed.size;
    }
}

/// What was found of one sort of objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    kept: Count,
    young: Count,
    unused: Count,
    foreign: Count,
}

impl Counts {
    fn add(&mut self, fate: Fate, listed: &Listed) {
        let count = match fate {
            Fate::Kept => &mut self.kept,
            Fate::Young => &mut self.young,
            Fate::Unused => &mut self.unused,
            Fate::Foreign => &mut self.foreign,
        };
        count.add(listed);
    }
}

struct Swept {
    root: Root,
    data: Counts,
    manifests: Counts,
}

impl Gc {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let estate = Estate::new(self.scope.server.reach(globals)?);
        let swept = block_on(self.sweep_all(&estate))?;
        match self.scope.output.output {
            Format::Json => render::print_json(&self.as_json(&swept)),
            Format::Table => self.print(&swept),
        }
        Ok(())
    }

    async fn sweep_all(&self, estate: &Estate) -> Result<Vec<Swept>> {
        let queues = estate.queues().await?;
        let meant = self.scope.of(&queues)?.into_iter();
        let roots = meant.filter_map(|queue| queue.root.clone());
        // Queues may share a root; each is swept once.
        let roots: BTreeMap<(String, String), Root> = roots
            .map(|root| ((root.bucket.clone(), root.prefix.clone()), root))
            .collect();
        let mut swept = Vec::new();
        for root in roots.into_values() {
            let sweep = Sweep {
                estate,
                queues: &queues,
                objects: estate.objects(&root),
                young_from_s: before(self.grace),
            };
            swept.push(sweep.run(root, self.delete).await?);
        }
        Ok(swept)
    }

    fn print(&self, swept: &[Swept]) {
        let rows: Vec<[String; 5]> = swept
            .iter()
            .flat_map(|one| {
                let place = format!("{}/{}", one.root.bucket, one.root.prefix);
                let sorts = [("data", one.data), ("manifests", one.manifests)];
                sorts.map(|(sort, counts)| {
                    let Counts {
                        kept,
                        young,
                        unused,
                        foreign: _,
                    } = counts;
                    let place = format!("{place}/{sort}");
                    [
                        place,
                        words(kept),
                        words(young),
                        words(unused),
                        self.done(unused),
                    ]
                })
            })
            .collect();
        let head = ["below", "kept", "young", "unused", "deleted"];
        render::print(&render::table(head, &rows));
        let foreign: u64 = swept
            .iter()
            .map(|one| one.data.foreign.objects + one.manifests.foreign.objects)
            .sum();
        if foreign > 0 {
            render::remark(&format!(
                "{foreign} objects there are not of job attachments, and were left alone"
            ));
        }
        if !self.delete {
            render::remark("nothing was deleted; --delete deletes what is unused");
        }
    }

    fn done(&self, unused: Count) -> String {
        match self.delete {
            true => words(unused),
            false => "-".to_owned(),
        }
    }

    fn as_json(&self, swept: &[Swept]) -> Value {
        let count = |count: Count| json!({ "objects": count.objects, "bytes": count.bytes });
        let counts = |counts: Counts| {
            json!({
                "kept": count(counts.kept),
                "young": count(counts.young),
                "unused": count(counts.unused),
                "foreign": count(counts.foreign),
            })
        };
        let of_root = |one: &Swept| {
            json!({
                "s3BucketName": one.root.bucket,
                "rootPrefix": one.root.prefix,
                "data": counts(one.data),
                "manifests": counts(one.manifests),
            })
        };
        json!({
            "deleted": self.delete,
            "roots": swept.iter().map(of_root).collect::<Vec<_>>(),
        })
    }
}

fn words(count: Count) -> String {
    format!("{} ({})", count.objects, HumanBytes(count.bytes))
}

/// In seconds since 1970, which is how objects tell their age.
fn before(grace: Duration) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let then = now.unwrap_or_default().saturating_sub(grace);
    // The last second is over only when the next one has begun.
    i64::try_from(then.as_secs()).unwrap_or(i64::MAX)
}

/// One root on its way.
struct Sweep<'a> {
    estate: &'a Estate,
    queues: &'a [Queue],
    objects: Objects,
    young_from_s: i64,
}

impl Sweep<'_> {
    /// In an order in which whoever submits meanwhile is seen: data are listed before the jobs are
    /// asked for, jobs before manifests, and the manifests a second time before anything goes.
    async fn run(&self, root: Root, delete: bool) -> Result<Swept> {
        let data = self.list(&root.data_prefix()).await?;
        let wanted = self.wanted().await?;
        let mut marks = Marks::default();
        let listed = self.list(&root.manifest_key("")).await?;
        self.refuse_missing(&root, &listed, &wanted)?;
        self.mark(&root, &wanted, listed.iter(), &mut marks).await?;
        if delete {
            let known: HashSet<&str> = listed.iter().map(|one| one.key.as_str()).collect();
            let again = self.list(&root.manifest_key("")).await?;
            let new = again.iter().filter(|one| !known.contains(one.key.as_str()));
            self.mark(&root, &wanted, new, &mut marks).await?;
        }
        let of_data = |one: &Listed| marks.fate_of_datum(&root, one, self.young_from_s);
        let of_manifest = |one: &Listed| wanted.fate_of_manifest(&root, one, self.young_from_s);
        let swept = Swept {
            data: counted(&data, of_data),
            manifests: counted(&listed, of_manifest),
            root: root.clone(),
        };
        if delete {
            // Manifests first: one without its data would be found wanting by `check`.
            self.delete(unused(listed, of_manifest)).await?;
            self.delete(unused(data, of_data)).await?;
        }
        Ok(swept)
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>> {
        self.objects.list(prefix).await.map_err(stopped)
    }

    /// Of all queues, also those that keep their files elsewhere now: a job may have been submitted
    /// before its queue's settings changed.
    async fn wanted(&self) -> Result<Wanted> {
        let mut wanted = Wanted::default();
        for queue in self.queues {
            for job in self.estate.jobs(queue).await? {
                wanted.jobs.insert(job.job_id);
                let inputs = job.inputs.into_iter().map(|manifest| manifest.path);
                match queue.root.as_ref() == Some(self.objects.root()) {
                    true => wanted.here.extend(inputs),
                    false => wanted.elsewhere.extend(inputs),
                }
            }
        }
        Ok(wanted)
    }

    /// What a manifest named that is lost is not known, so nothing may go.
    fn refuse_missing(&self, root: &Root, listed: &[Listed], wanted: &Wanted) -> Result<()> {
        let there: HashSet<&str> = listed.iter().map(|one| one.key.as_str()).collect();
        let mut lost = wanted.here.iter();
        let lost = lost.find(|path| !there.contains(root.manifest_key(path).as_str()));
        match lost {
            None => Ok(()),
            Some(path) => Err(stopped(format!(
                "the manifest {path} of a job is not there"
            ))),
        }
    }

    async fn mark<'a>(
        &self,
        root: &Root,
        wanted: &Wanted,
        listed: impl Iterator<Item = &'a Listed>,
        marks: &mut Marks,
    ) -> Result<()> {
        let is_read = |one: &&Listed| match wanted.fate_of_manifest(root, one, self.young_from_s) {
            Fate::Kept | Fate::Young => true,
            Fate::Unused | Fate::Foreign => false,
        };
        let prefix = root.manifest_key("");
        let wishes = listed.filter(is_read).filter_map(|one| {
            Some(Wish {
                manifest: InputManifest {
                    path: one.key.strip_prefix(&prefix)?.to_owned(),
                    hash: None,
                },
                note: (),
            })
        });
        read_all(&self.objects, wishes, |wish, manifest| {
            let why = |error: Refusal| stopped(format!("{}: {}", wish.manifest.path, error.what()));
            marks.add(&manifest.map_err(why)?);
            Ok(())
        })
        .await
    }

    async fn delete(&self, keys: Vec<String>) -> Result<()> {
        self.objects.delete(&keys).await.map_err(|error| {
            Refusal::new(error).next("run it again: what was deleted already was unused")
        })
    }
}

fn stopped(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(format!("{error}; nothing was deleted")).next("callsheet attachments check")
}

fn counted(listed: &[Listed], fate: impl Fn(&Listed) -> Fate) -> Counts {
    let mut counts = Counts::default();
    for one in listed {
        counts.add(fate(one), one);
    }
    counts
}

fn unused(listed: Vec<Listed>, fate: impl Fn(&Listed) -> Fate) -> Vec<String> {
    let unused = listed.into_iter().filter(|one| fate(one) == Fate::Unused);
    unused.map(|one| one.key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_a_unit() {
        assert_eq!(age("36h"), Ok(Duration::from_secs(36 * 3_600)));
        assert_eq!(age("7d"), Ok(Duration::from_secs(7 * 86_400)));
        assert_eq!(age("0s"), Ok(Duration::ZERO));
        for wrong in ["", "d", "7", "7w", "-1d", "1.5h", "7ü"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_counted_is_what_is_deleted() {
        let listed = |key: &str, size| Listed {
            key: key.to_owned(),
            size,
            modified_at_s: 0,
        };
        let fate = |one: &Listed| match one.key.as_str() {
            "kept" => Fate::Kept,
            "young" => Fate::Young,
            "foreign" => Fate::Foreign,
            _ => Fate::Unused,
        };
        let all = ["kept", "a", "young", "b", "foreign"].map(|key| listed(key, 2));
        let counts = counted(&all, fate);
        assert_eq!(
            counts.unused,
            Count {
                objects: 2,
                bytes: 4
            }
        );
        assert_eq!(counts.young.objects + counts.kept.objects, 2);
        assert_eq!(counts.foreign.objects, 1);
        assert_eq!(unused(all.to_vec(), fate), ["a", "b"]);
    }
}
