//! ListJobParameterDefinitions: what a job could be given, as its template and its queue's
//! environments defined it when it was created (`semantics.md` 3.4).

use callsheet_api::Operation;
use callsheet_api::types::{
    ListJobParameterDefinitionsRequest, ListJobParameterDefinitionsResponse,
};
use callsheet_core::job::JobPlan;
use callsheet_store::Page;
use callsheet_store::paths::JobPath;

use crate::api::paging::{decode, encode, page_size};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

/// A job that is still being created, or could not be, has none yet. The key of a page is the number
/// of definitions before it.
pub async fn list_job_parameter_definitions(
    cx: &Cx,
    caller: &Caller,
    input: ListJobParameterDefinitionsRequest,
) -> Result<ListJobParameterDefinitionsResponse> {
    const OPERATION: Operation = Operation::ListJobParameterDefinitions;
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let before: Option<usize> = decode(OPERATION, input.next_token.as_deref())?;
    let (before, size) = (before.unwrap_or(0), page_size(input.max_results));
    let caller = caller.clone();
    let plan = cx
        .store
        .read("list_job_parameter_definitions", move |tx| -> Result<_> {
            let job_key = tx.job_key(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(OPERATION, &path.into())?;
            Ok(tx.job_plan(job_key)?)
        })
        .await?;
    let definitions = match plan {
        Some(plan) => {
            let plan = JobPlan::read(&plan)
                .map_err(|why| Error::internal(format!("a plan cannot be read: {why}")))?;
            plan.parameter_definitions
        }
        None => Vec::new(),
    };
    let rest = definitions.into_iter().skip(before).take(size + 1);
    let page = Page::cut(rest.collect(), size, |_| before + size);
    Ok(ListJobParameterDefinitionsResponse {
        job_parameter_definitions: page.items,
        next_token: page.next.map(|key| encode(OPERATION, &key)),
    })
}
