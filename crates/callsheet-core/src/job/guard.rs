//! What is taken out of a decoded template before the model makes a job of it.
//!
//! Of an adaptive `CHUNK[INT]` the model collects every value, and for a contiguous one it walks
//! every value of a stepped range: a template of 300 bytes ends the process, or busies it for
//! hours. Neither is needed here, because [`super::space::Space`] chunks by itself.

use openjd_model::template::{
    IntOrFormatString, JobTemplate, RangeConstraint, TaskParameterDefinition,
};

/// How a step's chunks were asked for.
#[derive(Debug, Clone)]
pub(super) struct ChunkWish {
    pub target_runtime_s: Option<IntOrFormatString>,
    pub is_contiguous: bool,
}

/// Disarms the template; what was asked for, by step.
pub(super) fn disarm(template: &mut JobTemplate) -> Vec<Option<ChunkWish>> {
    template
        .steps
        .iter_mut()
        .map(|step| {
            let space = step.parameter_space.as_mut()?;
            space
                .task_parameter_definitions
                .iter_mut()
                .find_map(disarm_parameter)
        })
        .collect()
}

fn disarm_parameter(parameter: &mut TaskParameterDefinition) -> Option<ChunkWish> {
    let TaskParameterDefinition::CHUNK_INT(parameter) = parameter else {
        return None;
    };
    let chunks = &mut parameter.chunks;
    let target_runtime_s = chunks.target_runtime_seconds.take();
    let constraint =
        std::mem::replace(&mut chunks.range_constraint, RangeConstraint::Noncontiguous);
    let is_contiguous = matches!(constraint, RangeConstraint::Contiguous);
    Some(ChunkWish {
        target_runtime_s,
        is_contiguous,
    })
}
