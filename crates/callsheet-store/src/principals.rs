//! Who may call: users, service accounts, groups and hosts, and what each may reach.

use std::collections::HashMap;

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::{HostFleet, PrincipalId, PrincipalKind};
use callsheet_api::types::{MembershipLevel, MembershipResourceType};

use crate::columns::Columns;
use crate::tags::ResourceId;
use crate::{Error, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub id: PrincipalId,
    pub kind: PrincipalKind,
    pub name: String,
    pub is_administrator: bool,
    /// Temporary credentials of an earlier one are over.
    pub epoch: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub disabled_at: Option<Timestamp>,
}

/// What decides about a principal's requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub principal: Principal,
    pub groups: Vec<Principal>,
    /// Of farms, queues and fleets, its own and its groups'. Those of jobs are asked for one by one:
    /// there may be very many.
    pub levels: Vec<(ResourceId, MembershipLevel)>,
    pub fleets: Vec<HostFleet>,
}

/// What principals have to do with each other and with fleets, by principal.
#[derive(Debug, Default)]
pub struct Relations {
    /// The groups of a user, or the users of a group, by name.
    pub belongs: HashMap<PrincipalId, Vec<String>>,
    /// That a host may join.
    pub fleets: HashMap<PrincipalId, Vec<HostFleet>>,
    /// Of any of its keys.
    pub last_used_at: HashMap<PrincipalId, Timestamp>,
}

const PRINCIPAL: &str = "p.id, p.kind, p.name, p.is_administrator, p.epoch, p.created_at,
    p.created_by, p.disabled_at";

/// Whose memberships count for a user: its own, and those of its groups that are not disabled.
macro_rules! counting_for {
    ($principal:literal) => {
        concat!(
            "SELECT CAST(",
            $principal,
            " AS TEXT) UNION ALL SELECT gu.group_id FROM group_user gu
             JOIN principal g ON g.id = gu.group_id AND g.disabled_at IS NULL
             WHERE gu.user_id = ",
            $principal
        )
    };
}
pub(crate) use counting_for;

impl Tx {
    /// Answers whether the name was free.
    pub fn insert_principal(&mut self, principal: &Principal) -> Result<bool> {
        let inserted = self.exec(
            "INSERT INTO principal (id, kind, name, is_administrator, epoch, created_at, created_by,
                                    disabled_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            params![
                principal.id.to_string(),
                principal.kind.as_str(),
                &principal.name,
                i64::from(principal.is_administrator),
                principal.epoch,
                principal.created_at,
                &principal.created_by,
                principal.disabled_at,
            ],
        )?;
        Ok(inserted == 1)
    }

    pub fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>> {
        let sql = format!("SELECT {PRINCIPAL} FROM principal p WHERE p.id = $1");
        self.one(sql, params![id.to_string()], principal)
    }

    /// By name.
    pub fn principals(&mut self, kind: Option<PrincipalKind>) -> Result<Vec<Principal>> {
        let sql = format!(
            "SELECT {PRINCIPAL} FROM principal p WHERE $1 = '' OR p.kind = $1 ORDER BY p.name"
        );
        let kind = kind.map_or("", PrincipalKind::as_str);
        self.query(sql, params![kind], principal)
    }

    /// Who is disabled has no session and no temporary credentials afterwards, and gets none of them
    /// back.
    pub fn disable_principal(&mut self, id: PrincipalId, at: Option<Timestamp>) -> Result<bool> {
        let changed = self.exec(
            "UPDATE principal SET disabled_at = $2, epoch = epoch + 1 WHERE id = $1",
            params![id.to_string(), at],
        )?;
        self.delete_sign_in_sessions_of(id)?;
        Ok(changed == 1)
    }

    /// Temporary credentials that were given on its behalf are over.
    pub(crate) fn begin_principal_epoch(&mut self, id: PrincipalId) -> Result<()> {
        self.exec(
            "UPDATE principal SET epoch = epoch + 1 WHERE id = $1",
            params![id.to_string()],
        )?;
        Ok(())
    }

    pub fn insert_host_fleet(&mut self, host: PrincipalId, fleet: &HostFleet) -> Result<()> {
        self.exec(
            "INSERT INTO host_fleet (host_id, fleet_id, farm_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
            params![host.to_string(), fleet.fleet_id, fleet.farm_id],
        )?;
        Ok(())
    }

    pub fn host_fleets(&mut self, host: PrincipalId) -> Result<Vec<HostFleet>> {
        self.query(
            "SELECT farm_id, fleet_id FROM host_fleet WHERE host_id = $1 ORDER BY fleet_id",
            params![host.to_string()],
            |row| host_fleet(&mut Columns::of(row)),
        )
    }

    pub fn insert_group_user(&mut self, group: PrincipalId, user: PrincipalId) -> Result<()> {
        self.exec(
            "INSERT INTO group_user (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            params![group.to_string(), user.to_string()],
        )?;
        Ok(())
    }

    pub fn delete_group_user(&mut self, group: PrincipalId, user: PrincipalId) -> Result<()> {
        self.exec(
            "DELETE FROM group_user WHERE group_id = $1 AND user_id = $2",
            params![group.to_string(), user.to_string()],
        )?;
        Ok(())
    }

    pub fn groups_of_user(&mut self, user: PrincipalId) -> Result<Vec<Principal>> {
        let sql = format!(
            "SELECT {PRINCIPAL} FROM group_user gu JOIN principal p ON p.id = gu.group_id
             WHERE gu.user_id = $1 ORDER BY p.name"
        );
        self.query(sql, params![user.to_string()], principal)
    }

    /// Of everybody, or of one.
    pub fn relations(&mut self, of: Option<PrincipalId>) -> Result<Relations> {
        let of = of.map_or(String::new(), |id| id.to_string());
        let mut relations = Relations::default();
        let belongs = self.query(
            "SELECT gu.user_id, p.name FROM group_user gu JOIN principal p ON p.id = gu.group_id
             WHERE $1 = '' OR gu.user_id = $1
             UNION ALL
             SELECT gu.group_id, p.name FROM group_user gu JOIN principal p ON p.id = gu.user_id
             WHERE $1 = '' OR gu.group_id = $1
             ORDER BY 1, 2",
            params![&of],
            |row| of_principal(row, |columns| columns.get()),
        )?;
        for (id, name) in belongs {
            relations.belongs.entry(id).or_default().push(name);
        }
        let fleets = self.query(
            "SELECT host_id, farm_id, fleet_id FROM host_fleet WHERE $1 = '' OR host_id = $1
             ORDER BY host_id, fleet_id",
            params![&of],
            |row| of_principal(row, host_fleet),
        )?;
        for (id, fleet) in fleets {
            relations.fleets.entry(id).or_default().push(fleet);
        }
        let used = self.query(
            "SELECT principal_id, MAX(last_used_at) FROM access_key
             WHERE last_used_at IS NOT NULL AND principal_id IS NOT NULL
               AND ($1 = '' OR principal_id = $1)
             GROUP BY principal_id",
            params![&of],
            |row| of_principal(row, |columns| columns.get()),
        )?;
        relations.last_used_at.extend(used);
        Ok(relations)
    }

    /// Nothing for who is disabled.
    pub fn standing(&mut self, id: PrincipalId) -> Result<Option<Standing>> {
        let found = self.principal(id)?;
        let Some(principal) = found.filter(|principal| principal.disabled_at.is_none()) else {
            return Ok(None);
        };
        let groups = self.groups_of_user(id)?;
        let levels = self.query(
            concat!(
                "SELECT m.resource_id, m.level FROM member m WHERE m.principal_id IN (",
                counting_for!("$1"),
                ") AND m.kind <> $2"
            ),
            params![id.to_string(), MembershipResourceType::Job.as_str()],
            |row| {
                let mut columns = Columns::of(row);
                Ok((columns.get()?, level(&mut columns)?))
            },
        )?;
        Ok(Some(Standing {
            principal,
            groups: groups
                .into_iter()
                .filter(|group| group.disabled_at.is_none())
                .collect(),
            levels,
            fleets: self.host_fleets(id)?,
        }))
    }

    /// All levels that count for somebody on one resource.
    pub fn levels_on(&mut self, of: ResourceId, id: PrincipalId) -> Result<Vec<MembershipLevel>> {
        self.query(
            concat!(
                "SELECT m.level FROM member m WHERE m.resource_id = $2 AND m.principal_id IN (",
                counting_for!("$1"),
                ")"
            ),
            params![id.to_string(), &of],
            |row| level(&mut Columns::of(row)),
        )
    }
}

fn host_fleet(columns: &mut Columns<'_, '_>) -> Result<HostFleet> {
    Ok(HostFleet {
        farm_id: columns.get()?,
        fleet_id: columns.get()?,
    })
}

/// Whose it is, and what.
fn of_principal<T>(
    row: &Row<'_>,
    what: impl FnOnce(&mut Columns<'_, '_>) -> Result<T>,
) -> Result<(PrincipalId, T)> {
    let mut columns = Columns::of(row);
    let id: String = columns.get()?;
    let id = id.parse().map_err(|_| Error::broken("a principal's id"))?;
    Ok((id, what(&mut columns)?))
}

fn level(columns: &mut Columns<'_, '_>) -> Result<MembershipLevel> {
    let word: String = columns.get()?;
    word.parse().map_err(|_| Error::broken("a member's level"))
}

fn principal(row: &Row<'_>) -> Result<Principal> {
    let broken = || Error::broken("a principal's row");
    let mut columns = Columns::of(row);
    let (id, kind): (String, String) = (columns.get()?, columns.get()?);
    Ok(Principal {
        id: id.parse().map_err(|_| broken())?,
        kind: kind.parse().map_err(|_| broken())?,
        name: columns.get()?,
        is_administrator: columns.get::<i64>()? != 0,
        epoch: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        disabled_at: columns.get()?,
    })
}
