//! Storage profiles: where the same file systems are mounted on hosts of different kinds.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, StorageProfileId};
use callsheet_core::job::path_mapping::Storage;

use crate::columns::Columns;
use crate::paths::{FarmPath, StorageProfilePath};
use crate::settings::{read, written};
use crate::{Page, Result, Row, Tx, V, in_list, params};

#[derive(Debug, Clone, PartialEq)]
pub struct StorageProfile {
    pub id: StorageProfileId,
    pub farm: FarmId,
    pub display_name: String,
    pub storage: Storage,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewStorageProfile {
    pub path: StorageProfilePath,
    pub display_name: String,
    pub storage: Storage,
    pub created_at: Timestamp,
    pub created_by: String,
}

macro_rules! profile_columns {
    () => {
        "p.id, p.farm_id, p.display_name, p.settings, p.created_at, p.created_by, p.updated_at,
         p.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    profile_columns!(),
    " FROM storage_profile p WHERE p.id = $1 AND p.farm_id = $2 AND p.is_deleted = 0"
);

const SOME: &str = concat!(
    "SELECT ",
    profile_columns!(),
    " FROM storage_profile p WHERE p.farm_id = $1 AND p.is_deleted = 0 AND p.id > $2"
);

impl Tx {
    pub fn storage_profile(&mut self, path: &StorageProfilePath) -> Result<Option<StorageProfile>> {
        self.one(ONE, params![path.profile, path.farm], profile)
    }

    /// What a job was submitted with, or a fleet has; also one that was deleted meanwhile.
    pub fn storage_of(&mut self, path: &StorageProfilePath) -> Result<Option<Storage>> {
        self.one(
            "SELECT settings FROM storage_profile WHERE id = $1 AND farm_id = $2",
            params![path.profile, path.farm],
            |row| read(row.str(0)?),
        )
    }

    /// Oldest first, which is the order of their ids.
    pub fn storage_profiles_of_farm(
        &mut self,
        path: &FarmPath,
        after: Option<StorageProfileId>,
        limit: usize,
    ) -> Result<Page<StorageProfile, StorageProfileId>> {
        let values = params![path.farm, after_or_first(after), limit + 1];
        let profiles = self.query(format!("{SOME} ORDER BY p.id LIMIT $3"), values, profile)?;
        Ok(Page::cut(profiles, limit, |profile| profile.id))
    }

    /// Of these, the ones that exist.
    pub fn storage_profiles_among(
        &mut self,
        path: &FarmPath,
        ids: &[StorageProfileId],
        after: Option<StorageProfileId>,
        limit: usize,
    ) -> Result<Page<StorageProfile, StorageProfileId>> {
        let mut values: Vec<V<'_>> = params![path.farm, after_or_first(after), limit + 1].to_vec();
        let list = in_list(&mut values, ids.iter().copied());
        let sql = format!("{SOME} AND p.id IN {list} ORDER BY p.id LIMIT $3");
        let profiles = self.query(sql, &values, profile)?;
        Ok(Page::cut(profiles, limit, |profile| profile.id))
    }

    pub fn insert_storage_profile(&mut self, profile: &NewStorageProfile) -> Result<()> {
        self.exec(
            "INSERT INTO storage_profile (id, farm_id, display_name, settings, created_at,
                                          created_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                profile.path.profile,
                profile.path.farm,
                &profile.display_name,
                written(&profile.storage)?,
                profile.created_at,
                &profile.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name and the locations of a profile as they are in `profile`.
    pub fn update_storage_profile(
        &mut self,
        profile: &StorageProfile,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE storage_profile SET display_name = $2, settings = $3, updated_at = $4,
               updated_by = $5
             WHERE id = $1",
            params![
                profile.id,
                &profile.display_name,
                written(&profile.storage)?,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    /// Its row goes with its farm: jobs that were submitted with it may still wait.
    pub fn delete_storage_profile(&mut self, profile: StorageProfileId) -> Result<()> {
        let sql = "UPDATE storage_profile SET is_deleted = 1 WHERE id = $1";
        self.exec(sql, params![profile])?;
        Ok(())
    }
}

fn after_or_first(after: Option<StorageProfileId>) -> StorageProfileId {
    after.unwrap_or(StorageProfileId::from_bytes([0; 16]))
}

fn profile(row: &Row<'_>) -> Result<StorageProfile> {
    let mut columns = Columns::of(row);
    Ok(StorageProfile {
        id: columns.get()?,
        farm: columns.get()?,
        display_name: columns.get()?,
        storage: read(&columns.get::<String>()?)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
