//! Compiled recipes by step, bounded by size. A recipe never changes, so an entry never goes stale.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use callsheet_api::ids::{JobId, StepId};
use callsheet_core::recipe::{Documents, Recipe};
use callsheet_core::view::Key;

use crate::Tx;
use crate::error::{Error, Result};

/// How much the cache may hold before it forgets what was not asked for lately.
const MOST_BYTES: usize = 64 << 20;

#[derive(Debug, Clone, Default)]
pub struct Recipes {
    cache: Arc<Mutex<Cache>>,
}

#[derive(Debug, Default)]
struct Cache {
    /// Two generations: what is asked for moves to the young one; the old one is dropped whole.
    young: HashMap<Key, Arc<Recipe>>,
    old: HashMap<Key, Arc<Recipe>>,
    young_bytes: usize,
}

impl Cache {
    fn get(&mut self, step_key: Key) -> Option<Arc<Recipe>> {
        if let Some(recipe) = self.young.get(&step_key) {
            return Some(Arc::clone(recipe));
        }
        let recipe = self.old.remove(&step_key)?;
        self.put(step_key, Arc::clone(&recipe));
        Some(recipe)
    }

    fn put(&mut self, step_key: Key, recipe: Arc<Recipe>) {
        self.young_bytes += recipe.approx_bytes();
        self.young.insert(step_key, recipe);
        if self.young_bytes > MOST_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

impl Recipes {
    /// The recipe of a step that exists.
    pub fn of(&self, tx: &mut Tx, step_key: Key) -> Result<Arc<Recipe>> {
        if let Some(recipe) = self.cached(step_key) {
            return Ok(recipe);
        }
        let recipe = Arc::new(read(tx, step_key)?);
        let mut cache = self
            .cache
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        cache.put(step_key, Arc::clone(&recipe));
        Ok(recipe)
    }

    fn cached(&self, step_key: Key) -> Option<Arc<Recipe>> {
        self.cache
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .get(step_key)
    }
}

fn read(tx: &mut Tx, step_key: Key) -> Result<Recipe> {
    let found = tx.one(
        "SELECT j.id, p.id, d.request, d.plan, s.plan FROM step p
         JOIN job j ON j.key = p.job_key
         JOIN job_document d ON d.job_key = p.job_key
         JOIN step_document s ON s.step_key = p.key
         WHERE p.key = $1",
        &[step_key.into()],
        |row| {
            let job = JobId::from_bytes(row.blob16(0)?);
            let step = StepId::from_bytes(row.blob16(1)?);
            Ok((job, step, row.text(2)?, row.text(3)?, row.text(4)?))
        },
    )?;
    let (job, step, request, job_plan, step_plan) =
        found.ok_or_else(|| Error::broken("a step without its documents"))?;
    let kept = Documents {
        request: &request,
        job_plan: &job_plan,
        step_plan: &step_plan,
    };
    Recipe::read(job, step, &kept)
        .map_err(|why| Error::broken(format!("a step's plan cannot be read: {why}")))
}
