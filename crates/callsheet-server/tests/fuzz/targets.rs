//! The targets: plain functions of bytes, which must return.

use std::collections::BTreeMap;

use callsheet_api::types::SearchGroupedFilterExpressions;
use callsheet_core::job::{self, EnvironmentTemplate, Limits, Template, TemplateType};
use callsheet_server::api::search_filters::condition;
use callsheet_store::search::{JOBS, STEPS, TASKS, WORKERS};

pub type Target = fn(&[u8]);

/// A template that is read, as either of both and in either notation, may become a job.
pub fn template(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let limits = Limits::default();
    for kind in [TemplateType::Json, TemplateType::Yaml] {
        let environment = EnvironmentTemplate::read(kind, &text, &limits);
        let environments: Vec<_> = environment.into_iter().collect();
        if let Ok(template) = Template::read(kind, &text, &limits) {
            drop(job::create(
                &template,
                &BTreeMap::new(),
                &environments,
                &limits,
            ));
        }
    }
}

/// A filter means something or is refused, whatever is searched.
pub fn filter(input: &[u8]) {
    let Ok(group) = serde_json::from_slice::<SearchGroupedFilterExpressions>(input) else {
        return;
    };
    for catalogue in [&JOBS, &STEPS, &TASKS, &WORKERS] {
        drop(condition(catalogue, &group));
    }
}
