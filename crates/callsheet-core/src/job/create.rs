//! A job from a template: parameters bound, format strings resolved as far as they can be, spaces
//! laid out, dependencies counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use callsheet_api::types::JobParameter;
use openjd_expr::path_mapping::PathFormat;
use openjd_expr::symbol_table::SymbolTable;
use openjd_expr::{ExprType, ExprValue, FormatStringOptions};
use openjd_model::template::IntOrFormatString;
use openjd_model::{
    JobParameterValues, ModelError, ValidationContext, build_symbol_table,
    convert_environment_with_symtab, create_job, job,
};

use super::error::{CreateError, Fault, faults_of};
use super::guard::ChunkWish;
use super::limits::Limits;
use super::parameters;
use super::plan::{EnvironmentPlan, JobPlan, Origin, StepPlan};
use super::space::{Chunking, Space};
use super::template::{EnvironmentTemplate, Template};
use super::{fragment, symbols};
use crate::schedule::agent_abilities::AgentNeed;
use crate::schedule::eligibility::{AmountRequirement, AttributeRequirement, Requirements};

/// Creates a job. `queue_environments` are in the order to enter.
pub fn create(
    template: &Template,
    given: &BTreeMap<String, JobParameter>,
    queue_environments: &[EnvironmentTemplate],
    limits: &Limits,
) -> Result<JobPlan, CreateError> {
    let definitions = parameters::parameter_definitions(template, queue_environments)?;
    let values = parameters::resolve(template, given, queue_environments, &definitions)?;
    let job = instantiate(template, &values)?;
    let mut all_symbols = build_symbol_table(&values)?;
    all_symbols
        .set_string("Job.Name", &job.name)
        .map_err(ModelError::from)?;

    let mut environments = Vec::new();
    for environment in queue_environments {
        environments.push(queue_environment(environment, &all_symbols)?);
    }
    for environment in job.job_environments.iter().flatten() {
        environments.push(job_environment(environment, template.extensions())?);
    }
    let index: HashMap<&str, usize> = job
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| (step.name.as_str(), at))
        .collect();
    let parameters = values
        .iter()
        .map(|(name, value)| Ok((name.clone(), parameters::tell(value)?)))
        .collect::<Result<BTreeMap<_, _>, CreateError>>()?;
    let making = Making {
        template,
        symbols: &all_symbols,
        index,
        agent: agent_needs(template, queue_environments, &parameters),
        limits,
    };
    let steps = (0..job.steps.len())
        .map(|at| making.step(at, &job.steps[at]))
        .collect::<Result<Vec<_>, _>>()?;
    let plan = JobPlan {
        name: job.name,
        description: job.description,
        parameters,
        parameter_definitions: definitions.into_iter().map(|one| one.document).collect(),
        extensions: template.extensions().to_vec(),
        environments,
        steps,
    };
    check_names(&plan)?;
    check_counts(&plan, limits)?;
    Ok(plan)
}

/// A session enters the queue's environments as well, and is told all parameters.
fn agent_needs(
    template: &Template,
    queue_environments: &[EnvironmentTemplate],
    parameters: &BTreeMap<String, JobParameter>,
) -> Vec<AgentNeed> {
    let of_queue = queue_environments.iter().flat_map(|one| one.extensions());
    let extensions = template.extensions().iter().chain(of_queue);
    let mut needs: Vec<AgentNeed> = extensions
        .filter_map(|name| AgentNeed::of_extension(name))
        .chain(parameters.values().filter_map(AgentNeed::of_parameter))
        .collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

fn instantiate(template: &Template, values: &JobParameterValues) -> Result<job::Job, CreateError> {
    let context = ValidationContext::from_profile(template.model.profile());
    create_job(&template.model, values, &context)
        .map_err(|error| CreateError::of(locate(template, values, &context, error)))
}

/// The model does not say in which step it failed: the first that fails alone is it.
fn locate(
    template: &Template,
    values: &JobParameterValues,
    context: &ValidationContext,
    error: ModelError,
) -> Vec<Fault> {
    let mut alone = template.model.clone();
    alone.job_environments = None;
    for (at, step) in std::mem::take(&mut alone.steps).into_iter().enumerate() {
        alone.steps = vec![step];
        if let Err(error) = create_job(&alone, values, context) {
            return faults_of(error)
                .into_iter()
                .map(|fault| in_step(at, fault))
                .collect();
        }
    }
    faults_of(error)
}

fn in_step(at: usize, fault: Fault) -> Fault {
    // A step alone is the first.
    if let Some(rest) = fault.path.strip_prefix("steps[0]") {
        return Fault::new(format!("steps[{at}]{rest}"), fault.message);
    }
    let message = fault
        .message
        .strip_prefix("steps[0] -> ")
        .unwrap_or(&fault.message);
    Fault::new(format!("steps[{at}]"), message)
}

fn queue_environment(
    template: &EnvironmentTemplate,
    all: &SymbolTable,
) -> Result<EnvironmentPlan, CreateError> {
    let converted = convert_environment_with_symtab(&template.model.environment, Some(all));
    let path = format!("the queue environment {}", template.name());
    environment(&converted, Origin::Queue, template.extensions(), &path)
}

fn job_environment(
    converted: &job::Environment,
    extensions: &[String],
) -> Result<EnvironmentPlan, CreateError> {
    let path = format!("the job environment {}", converted.name);
    environment(converted, Origin::Job, extensions, &path)
}

fn environment(
    converted: &job::Environment,
    origin: Origin,
    extensions: &[String],
    path: &str,
) -> Result<EnvironmentPlan, CreateError> {
    let symbols = symbols::are_told(extensions)
        .then(|| symbols::text(symbols::rows(converted.resolved_symtab.as_ref()), path))
        .transpose()?;
    Ok(EnvironmentPlan {
        name: converted.name.clone(),
        origin,
        extensions: extensions.to_vec(),
        fragment: fragment::environment(converted),
        symbols,
    })
}

/// What making a step needs to know of the job.
struct Making<'a> {
    template: &'a Template,
    symbols: &'a SymbolTable,
    index: HashMap<&'a str, usize>,
    agent: Vec<AgentNeed>,
    limits: &'a Limits,
}

impl Making<'_> {
    fn step(&self, at: usize, made: &job::Step) -> Result<StepPlan, CreateError> {
        let path = format!("steps[{at}]");
        let declared = &self.template.model.steps[at];
        let all = symbols::of_step(self.symbols, declared, &self.template.model.profile())?;
        let symbols = symbols::are_told(self.template.extensions())
            .then(|| symbols::text(symbols::needed_by_step(made, declared, &all), &path))
            .transpose()?;
        let chunks = self.chunking(self.template.chunks[at].as_ref(), made, &all, &path)?;
        let space = Space::new(made.parameter_space.as_ref(), chunks)
            .map_err(|message| CreateError::at(format!("{path} -> parameterSpace"), message))?;
        let name = self.template.step_names[at].clone();
        let environments =
            made.step_environments
                .iter()
                .flatten()
                .map(|environment| EnvironmentPlan {
                    name: environment.name.clone(),
                    origin: Origin::Step,
                    extensions: self.template.extensions().to_vec(),
                    fragment: fragment::environment(environment),
                    symbols: None,
                });
        Ok(StepPlan {
            fragment: fragment::step(&name, declared.let_bindings.as_ref(), &made.script),
            name,
            description: made.description.clone(),
            dependencies: self.dependencies(made),
            requirements: Requirements {
                agent: self.agent.clone(),
                ..made
                    .host_requirements
                    .as_ref()
                    .map(requirements)
                    .unwrap_or_default()
            },
            symbols,
            environments: environments.collect(),
            task_count: space.len(),
            space,
        })
    }

    fn dependencies(&self, made: &job::Step) -> Vec<usize> {
        let named = made.dependencies.iter().flatten();
        let mut dependencies: Vec<usize> = named
            .filter_map(|one| self.index.get(one.depends_on.as_str()).copied())
            .collect();
        dependencies.sort_unstable();
        dependencies.dedup();
        dependencies
    }

    fn chunking(
        &self,
        wish: Option<&ChunkWish>,
        made: &job::Step,
        all: &SymbolTable,
        path: &str,
    ) -> Result<Option<Chunking>, CreateError> {
        let space = made.parameter_space.iter();
        let mut parameters = space.flat_map(|space| space.task_parameter_definitions.values());
        let chunks = parameters.find_map(|parameter| match parameter {
            job::TaskParameter::ChunkInt { chunks, .. } => Some(chunks),
            job::TaskParameter::Int { .. }
            | job::TaskParameter::Float { .. }
            | job::TaskParameter::String { .. }
            | job::TaskParameter::Path { .. } => None,
        });
        let (Some(wish), Some(chunks)) = (wish, chunks) else {
            return Ok(None);
        };
        let path = format!("{path} -> parameterSpace");
        let most = self.limits.tasks_per_chunk;
        let default_count = i64::try_from(chunks.default_task_count).unwrap_or(i64::MAX);
        if default_count > most {
            let message = format!("chunks.defaultTaskCount is {default_count}; the most is {most}");
            return Err(CreateError::at(path, message));
        }
        let target_runtime_s = target_runtime(wish, all)
            .map_err(|why| CreateError::at(path, format!("chunks.targetRuntimeSeconds: {why}")))?;
        Ok(Some(Chunking {
            default_count,
            target_runtime_s,
            is_contiguous: wish.is_contiguous,
        }))
    }
}

/// The model would resolve this itself, had it not been taken out of the template.
fn target_runtime(wish: &ChunkWish, all: &SymbolTable) -> Result<Option<i64>, String> {
    let seconds = match &wish.target_runtime_s {
        None => return Ok(None),
        Some(IntOrFormatString::Int(seconds)) => *seconds,
        Some(IntOrFormatString::FormatString(format)) => {
            let target = ExprType::union(vec![ExprType::INT, ExprType::NULLTYPE]);
            let options = FormatStringOptions::new().with_path_format(PathFormat::Posix);
            let options = options.with_target_type(&target);
            match format
                .resolve_with(all, &options)
                .map_err(|error| error.to_string())?
            {
                ExprValue::Null => return Ok(None),
                ExprValue::Int(seconds) => seconds,
                other => {
                    let text = other.to_display_string();
                    text.trim()
                        .parse()
                        .map_err(|_| format!("'{text}' is not an integer"))?
                }
            }
        }
    };
    if !(0..=i64::from(i32::MAX)).contains(&seconds) {
        return Err(format!("is {seconds}, but must be from 0 to {}", i32::MAX));
    }
    Ok(Some(seconds))
}

fn requirements(host: &job::HostRequirements) -> Requirements {
    let amounts = host
        .amounts
        .iter()
        .flatten()
        .map(|amount| AmountRequirement {
            name: amount.name.clone(),
            min: amount.min,
            max: amount.max,
        });
    let attributes = host
        .attributes
        .iter()
        .flatten()
        .map(|attribute| AttributeRequirement {
            name: attribute.name.clone(),
            any_of: attribute.any_of.clone().unwrap_or_default(),
            all_of: attribute.all_of.clone().unwrap_or_default(),
        });
    Requirements {
        amounts: amounts.collect(),
        attributes: attributes.collect(),
        agent: Vec::new(),
    }
}

/// A session enters the queue's, the job's and a step's environments, each under its own name.
fn check_names(plan: &JobPlan) -> Result<(), CreateError> {
    let mut taken = HashSet::new();
    for environment in &plan.environments {
        if !taken.insert(environment.name.as_str()) {
            return Err(twice(&environment.name));
        }
    }
    for step in &plan.steps {
        if let Some(clash) = step
            .environments
            .iter()
            .find(|one| taken.contains(one.name.as_str()))
        {
            return Err(twice(&clash.name));
        }
    }
    Ok(())
}

fn twice(name: &str) -> CreateError {
    let message = format!(
        "two environments of one session are called '{name}', among those of the queue, the job \
         and the step; rename one"
    );
    CreateError::at("", message)
}

fn check_counts(plan: &JobPlan, limits: &Limits) -> Result<(), CreateError> {
    let mut consumers = vec![0_usize; plan.steps.len()];
    let mut tasks = 0_i64;
    for (at, step) in plan.steps.iter().enumerate() {
        let path = format!("steps[{at}]");
        within(
            step.dependencies.len(),
            limits.dependencies_per_step,
            &path,
            "dependencies",
        )?;
        within(step.task_count, limits.tasks_per_step, &path, "tasks")?;
        tasks = tasks.saturating_add(step.task_count);
        for dependency in &step.dependencies {
            consumers[*dependency] += 1;
        }
    }
    for (at, count) in consumers.into_iter().enumerate() {
        within(
            count,
            limits.consumers_per_step,
            &format!("steps[{at}]"),
            "steps that wait for it",
        )?;
    }
    within(tasks, limits.tasks_per_job, "steps", "tasks in all")
}

fn within<T: PartialOrd + std::fmt::Display>(
    count: T,
    most: T,
    path: &str,
    of: &str,
) -> Result<(), CreateError> {
    if count > most {
        return Err(CreateError::at(
            path,
            format!("has {count} {of}; the most are {most}"),
        ));
    }
    Ok(())
}
