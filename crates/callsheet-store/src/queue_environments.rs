//! Queue environments: what every job of a queue runs in.

use callsheet_api::Timestamp;
use callsheet_api::ids::{QueueEnvironmentId, QueueId};
use callsheet_api::types::EnvironmentTemplateType;

use crate::columns::Columns;
use crate::paths::{QueueEnvironmentPath, QueuePath};
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct QueueEnvironment {
    pub id: QueueEnvironmentId,
    pub queue: QueueId,
    /// The one inside the template.
    pub name: String,
    pub priority: i32,
    pub template_type: EnvironmentTemplateType,
    pub template: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewQueueEnvironment {
    pub id: QueueEnvironmentId,
    pub queue: QueueId,
    pub name: String,
    pub priority: i32,
    pub template_type: EnvironmentTemplateType,
    pub template: String,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// Where a page begins: behind this one.
pub type AfterEnvironment = (i32, QueueEnvironmentId);

macro_rules! environment_columns {
    () => {
        "e.id, e.queue_id, e.name, e.priority, e.template_type, e.template, e.created_at,
         e.created_by, e.updated_at, e.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    environment_columns!(),
    " FROM queue_environment e
     WHERE e.id = $1 AND e.queue_id = $2
       AND EXISTS (SELECT 1 FROM queue q WHERE q.id = e.queue_id AND q.farm_id = $3)"
);

impl Tx {
    pub fn queue_environment(
        &mut self,
        path: &QueueEnvironmentPath,
    ) -> Result<Option<QueueEnvironment>> {
        self.one(
            ONE,
            params![path.environment, path.queue, path.farm],
            environment,
        )
    }

    /// To change or delete it.
    pub fn lock_queue_environment(
        &mut self,
        path: &QueueEnvironmentPath,
    ) -> Result<Option<QueueEnvironment>> {
        self.lock(
            ONE,
            params![path.environment, path.queue, path.farm],
            environment,
        )
    }

    /// All of them, in the order in which they are entered.
    pub fn queue_environments(&mut self, queue: QueueId) -> Result<Vec<QueueEnvironment>> {
        self.query(
            concat!(
                "SELECT ",
                environment_columns!(),
                " FROM queue_environment e WHERE e.queue_id = $1 ORDER BY e.priority, e.id"
            ),
            params![queue],
            environment,
        )
    }

    /// In the order in which they are entered.
    pub fn queue_environments_page(
        &mut self,
        path: &QueuePath,
        after: Option<AfterEnvironment>,
        limit: usize,
    ) -> Result<Page<QueueEnvironment, AfterEnvironment>> {
        let (priority, id) = after.unwrap_or((-1, QueueEnvironmentId::from_bytes([0; 16])));
        let environments = self.query(
            concat!(
                "SELECT ",
                environment_columns!(),
                " FROM queue_environment e JOIN queue q ON q.id = e.queue_id
                 WHERE e.queue_id = $1 AND q.farm_id = $2 AND (e.priority, e.id) > ($3, $4)
                 ORDER BY e.priority, e.id LIMIT $5"
            ),
            params![path.queue, path.farm, priority, id, limit + 1],
            environment,
        )?;
        Ok(Page::cut(environments, limit, |last| {
            (last.priority, last.id)
        }))
    }

    pub fn insert_queue_environment(&mut self, new: &NewQueueEnvironment) -> Result<()> {
        self.exec(
            "INSERT INTO queue_environment (id, queue_id, name, priority, template_type, template,
                                            created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                new.id,
                new.queue,
                &new.name,
                new.priority,
                new.template_type.as_str(),
                &new.template,
                new.created_at,
                &new.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the priority and the template as they are in `environment`.
    pub fn update_queue_environment(
        &mut self,
        environment: &QueueEnvironment,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE queue_environment SET name = $2, priority = $3, template_type = $4,
               template = $5, updated_at = $6, updated_by = $7
             WHERE id = $1",
            params![
                environment.id,
                &environment.name,
                environment.priority,
                environment.template_type.as_str(),
                &environment.template,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    pub fn delete_queue_environment(&mut self, environment: QueueEnvironmentId) -> Result<()> {
        self.exec(
            "DELETE FROM queue_environment WHERE id = $1",
            params![environment],
        )?;
        Ok(())
    }
}

fn environment(row: &Row<'_>) -> Result<QueueEnvironment> {
    let mut columns = Columns::of(row);
    Ok(QueueEnvironment {
        id: columns.get()?,
        queue: columns.get()?,
        name: columns.get()?,
        priority: columns.get()?,
        template_type: columns
            .get::<String>()?
            .parse()
            .map_err(|_| Error::broken("a queue environment's template type"))?,
        template: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
