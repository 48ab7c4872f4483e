//! `callsheet apply`: makes farms as a file says, after showing what that changes.

use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Globals, block_on};
use crate::connection::Server;
use crate::refusal::{Naming, Refusal, Result};
use crate::render::{self, Format, Output};
use crate::resources::{self, Action, Noun, Plan, Rest, Step};

#[derive(Debug, Args)]
pub struct Apply {
    /// The file, as `callsheet export` writes it; `-` reads the input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Delete what these farms have and the file has not; never a farm itself
    #[arg(long)]
    prune: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    output: Output,
}

impl Apply {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let desired = resources::parse(&self.name(), &self.text()?)?;
        let reached = self.server.reach(globals)?;
        block_on(async {
            let account = reached.account().await?;
            let current = account.read_named(&desired).await?;
            let rest = match self.prune {
                true => Rest::Pruned,
                false => Rest::Kept,
            };
            let plan =
                resources::plan(&desired, &current, rest).map_err(|why| self.in_file(&why))?;
            self.show(&plan);
            let is_wanted = !self.dry_run && !plan.steps.is_empty();
            if is_wanted {
                self.ask()?;
                let worked = resources::work_through(&account, &current, &plan.steps, |step| {
                    self.tell(step);
                });
                worked.await.map_err(|why| self.in_file(&why))?;
            }
            if self.output.output == Format::Json {
                render::print_json(&as_json(&plan, is_wanted));
            }
            Ok(())
        })
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }

    fn text(&self) -> Result<String> {
        if self.file.as_os_str() != "-" {
            return std::fs::read_to_string(&self.file).naming("cannot read", &self.file);
        }
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.naming("cannot read", &self.file)?;
        Ok(text)
    }

    fn in_file(&self, why: &Refusal) -> Refusal {
        why.clone().within(&format!("`{}`", self.name()))
    }

    fn show(&self, plan: &Plan) {
        if self.output.output == Format::Table {
            render::print(&as_text(plan));
        }
    }

    fn tell(&self, step: &Step) {
        if self.output.output == Format::Table {
            let done = match step.action {
                Action::Create => "created",
                Action::Update => "updated",
                Action::Delete => "deleted",
            };
            render::print(&format!("{done} {}\n", step.title()));
        }
    }

    fn ask(&self) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        let nothing = || Refusal::new("nothing was changed");
        let is_read = self.file.as_os_str() == "-";
        if is_read || !std::io::stdin().is_terminal() || self.output.output == Format::Json {
            return Err(nothing().next("say --yes where nobody can be asked"));
        }
        render::print("apply this? [y/N] ");
        // What was asked has to be seen before the answer is typed.
        let _ = std::io::stdout().flush();
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        match (read, answer.trim()) {
            (Ok(_), "y" | "Y" | "yes") => Ok(()),
            (Ok(_) | Err(_), _) => Err(nothing()),
        }
    }
}

fn as_text(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        text.push_str(&format!("{}  {}", step.action.as_str(), step.title()));
        if step.action == Action::Update {
            let changes = step
                .fields
                .iter()
                .map(|(field, value)| change(step, field, value));
            text.push_str(&format!(": {}", changes.collect::<Vec<_>>().join(", ")));
        }
        if (step.action, step.noun) == (Action::Delete, Noun::Queue) {
            text.push_str(", with all its jobs");
        }
        text.push('\n');
    }
    let count = |action| {
        plan.steps
            .iter()
            .filter(|step| step.action == action)
            .count()
    };
    text.push_str(&format!(
        "{} to create, {} to update, {} to delete, {} unchanged\n",
        count(Action::Create),
        count(Action::Update),
        count(Action::Delete),
        plan.unchanged
    ));
    text
}

/// Long values are not shown: the file has them.
fn change(step: &Step, field: &str, value: &Value) -> String {
    let was = step.was.get(field).cloned().unwrap_or_default();
    match (&was, value) {
        (Value::Object(_) | Value::Array(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
            field.to_owned()
        }
        (Value::String(text), _) | (_, Value::String(text)) if text.contains('\n') => {
            field.to_owned()
        }
        _ => format!("{field} {was} → {value}"),
    }
}

fn as_json(plan: &Plan, is_applied: bool) -> Value {
    let steps = plan.steps.iter().map(|step| {
        let changes = step.fields.iter().map(|(field, value)| {
            let was = step.was.get(field).cloned().unwrap_or_default();
            (field.clone(), json!({ "was": was, "becomes": value }))
        });
        json!({
            "action": step.action.as_str(),
            "kind": step.noun.as_str(),
            "name": step.name,
            "farm": step.farm,
            "queue": step.queue,
            "id": step.id,
            "changes": changes.collect::<Map<String, Value>>(),
        })
    });
    json!({
        "steps": steps.collect::<Vec<_>>(),
        "unchanged": plan.unchanged,
        "isApplied": is_applied,
    })
}
