//! Members: who has a level of rights on a farm, queue, fleet or job.

use callsheet_api::ids::{FarmId, QueueId};
use callsheet_api::types::{MembershipLevel, MembershipResourceType, PrincipalType};

use crate::columns::Columns;
use crate::paths::{FarmPath, FleetPath, JobPath, QueuePath};
use crate::principals::counting_for;
use crate::tags::ResourceId;
use crate::{Error, Page, Result, Row, Tx, V, in_list, params};

/// What somebody is a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberOf {
    Farm(FarmPath),
    Queue(QueuePath),
    Fleet(FleetPath),
    Job(JobPath),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub principal_id: String,
    pub principal_type: PrincipalType,
    pub identity_store_id: String,
    pub level: MembershipLevel,
}

impl MemberOf {
    pub fn id(&self) -> ResourceId {
        match self {
            Self::Farm(path) => *path.farm.as_bytes(),
            Self::Queue(path) => *path.queue.as_bytes(),
            Self::Fleet(path) => *path.fleet.as_bytes(),
            Self::Job(path) => *path.job.as_bytes(),
        }
    }

    pub const fn kind(&self) -> MembershipResourceType {
        match self {
            Self::Farm(_) => MembershipResourceType::Farm,
            Self::Queue(_) => MembershipResourceType::Queue,
            Self::Fleet(_) => MembershipResourceType::Fleet,
            Self::Job(_) => MembershipResourceType::Job,
        }
    }

    const fn farm(&self) -> FarmId {
        match self {
            Self::Farm(path) => path.farm,
            Self::Queue(path) => path.farm,
            Self::Fleet(path) => path.farm,
            Self::Job(path) => path.farm,
        }
    }

    /// Of a job alone: the others are found by their farm.
    const fn queue_of_job(&self) -> Option<QueueId> {
        match self {
            Self::Job(path) => Some(path.queue),
            Self::Farm(_) | Self::Queue(_) | Self::Fleet(_) => None,
        }
    }
}

/// Which memberships of a principal are wanted.
#[derive(Debug, Clone)]
pub struct MembershipFilter {
    pub principal_id: String,
    pub identity_store_id: String,
    /// All, if there are none.
    pub kinds: Vec<MembershipResourceType>,
}

const MEMBER: &str = "m.principal_id, m.principal_type, m.identity_store_id, m.level";

/// A condition on `$table.id`, for those that list what a principal is a member of, by itself or by
/// its groups; an empty one is nobody.
macro_rules! of_member {
    ($table:literal, $principal:literal) => {
        concat!(
            "(",
            $principal,
            " = '' OR ",
            $table,
            ".id IN (SELECT m.resource_id FROM member m WHERE m.principal_id IN (",
            $crate::principals::counting_for!($principal),
            ")))"
        )
    };
}
pub(crate) use of_member;

impl Tx {
    /// Makes somebody a member, or gives a member another level.
    pub fn put_member(&mut self, of: &MemberOf, member: &Member) -> Result<()> {
        self.exec(
            "INSERT INTO member (resource_id, principal_id, kind, farm_id, queue_id,
                                 principal_type, identity_store_id, level)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (resource_id, principal_id) DO UPDATE SET
               principal_type = excluded.principal_type,
               identity_store_id = excluded.identity_store_id, level = excluded.level",
            params![
                &of.id(),
                &member.principal_id,
                of.kind().as_str(),
                of.farm(),
                of.queue_of_job(),
                member.principal_type.as_str(),
                &member.identity_store_id,
                member.level.as_str(),
            ],
        )?;
        Ok(())
    }

    pub fn delete_member(&mut self, of: &MemberOf, principal: &str) -> Result<()> {
        self.exec(
            "DELETE FROM member WHERE resource_id = $1 AND principal_id = $2",
            params![&of.id(), principal],
        )?;
        Ok(())
    }

    /// By the ids of principals.
    pub fn members(
        &mut self,
        of: &MemberOf,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Member, String>> {
        let sql = format!(
            "SELECT {MEMBER} FROM member m WHERE m.resource_id = $1 AND m.principal_id > $2
             ORDER BY m.principal_id LIMIT $3"
        );
        let values = params![&of.id(), after.unwrap_or(""), limit + 1];
        let members = self.query(sql, values, |row| member(&mut Columns::of(row)))?;
        Ok(Page::cut(members, limit, |member| {
            member.principal_id.clone()
        }))
    }

    /// In the order of the resources' ids, which is that of their times to the millisecond.
    pub fn memberships(
        &mut self,
        filter: &MembershipFilter,
        after: Option<ResourceId>,
        limit: usize,
    ) -> Result<Page<(MemberOf, Member), ResourceId>> {
        let after = after.unwrap_or([0; 16]);
        let mut values = params![
            &filter.principal_id,
            &filter.identity_store_id,
            &after,
            limit + 1
        ]
        .to_vec();
        let mut of_kinds = String::new();
        if !filter.kinds.is_empty() {
            let kinds = filter.kinds.iter().map(|kind| kind.as_str());
            let list = in_list(&mut values, kinds);
            of_kinds = format!(" AND m.kind IN {list}");
        }
        let sql = format!(
            "SELECT m.kind, m.resource_id, m.farm_id, m.queue_id, {MEMBER} FROM member m
             WHERE m.principal_id = $1 AND m.identity_store_id = $2 AND m.resource_id > $3
               {of_kinds}
             ORDER BY m.resource_id LIMIT $4"
        );
        let found = self.query(sql, &values, membership)?;
        Ok(Page::cut(found, limit, |(of, _)| of.id()))
    }

    /// What a member is now, by its own membership.
    pub fn level_of_member(
        &mut self,
        of: ResourceId,
        principal: &str,
    ) -> Result<Option<MembershipLevel>> {
        let sql = "SELECT level FROM member WHERE resource_id = $1 AND principal_id = $2";
        self.one(sql, params![&of, principal], |row| {
            word(&mut Columns::of(row))
        })
    }

    /// Is the principal, or one of its groups, a member of any of these?
    pub fn is_member(&mut self, of: &[ResourceId], principal: &str) -> Result<bool> {
        let mut values: Vec<V<'_>> = vec![principal.into()];
        let list = in_list(&mut values, of);
        let sql = format!(
            "SELECT 1 FROM member WHERE principal_id IN ({}) AND resource_id IN {list}",
            counting_for!("$1")
        );
        Ok(self.one(sql, &values, |_| Ok(()))?.is_some())
    }

    /// Their resource goes.
    pub(crate) fn forget_members(&mut self, of: ResourceId) -> Result<()> {
        self.exec("DELETE FROM member WHERE resource_id = $1", params![&of])?;
        Ok(())
    }
}

fn member(columns: &mut Columns<'_, '_>) -> Result<Member> {
    Ok(Member {
        principal_id: columns.get()?,
        principal_type: word(columns)?,
        identity_store_id: columns.get()?,
        level: word(columns)?,
    })
}

fn word<T: std::str::FromStr>(columns: &mut Columns<'_, '_>) -> Result<T> {
    let word: String = columns.get()?;
    word.parse().map_err(|_| Error::broken("a member's row"))
}

fn membership(row: &Row<'_>) -> Result<(MemberOf, Member)> {
    let mut columns = Columns::of(row);
    let kind = word(&mut columns)?;
    let id: ResourceId = columns.get()?;
    let farm = columns.get()?;
    let queue: Option<QueueId> = columns.get()?;
    let of = match (kind, queue) {
        (MembershipResourceType::Farm, _) => MemberOf::Farm(FarmPath { farm }),
        (MembershipResourceType::Queue, _) => MemberOf::Queue(QueuePath {
            farm,
            queue: QueueId::from_bytes(id),
        }),
        (MembershipResourceType::Fleet, _) => MemberOf::Fleet(FleetPath {
            farm,
            fleet: callsheet_api::ids::FleetId::from_bytes(id),
        }),
        (MembershipResourceType::Job, Some(queue)) => MemberOf::Job(JobPath {
            farm,
            queue,
            job: callsheet_api::ids::JobId::from_bytes(id),
        }),
        (MembershipResourceType::Job, None) => {
            return Err(Error::broken("a member of a job without a queue"));
        }
    };
    Ok((of, member(&mut columns)?))
}
