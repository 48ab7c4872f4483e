//! Tags: words that callers hang on resources. They are kept by the resource's id alone, which no
//! other resource ever has, and go with it. Nothing of ours depends on them.

use std::collections::BTreeMap;

use crate::{Result, Tx, V, in_list, params};

pub type Tags = BTreeMap<String, String>;

/// The id of anything that can be tagged.
pub type ResourceId = [u8; 16];

impl Tx {
    pub fn tags(&mut self, of: ResourceId) -> Result<Tags> {
        let sql = "SELECT name, value FROM tag WHERE resource_id = $1";
        let tags = self.query(sql, params![&of], |row| Ok((row.text(0)?, row.text(1)?)))?;
        Ok(tags.into_iter().collect())
    }

    /// Beside those that it has; one of the same name gets another value.
    pub fn put_tags(&mut self, of: ResourceId, tags: &Tags) -> Result<()> {
        let rows = tags
            .iter()
            .map(|(name, value)| [V::from(&of), name.into(), value.into()]);
        self.insert_rows_else(
            "tag (resource_id, name, value)",
            rows,
            "ON CONFLICT (resource_id, name) DO UPDATE SET value = excluded.value",
        )?;
        Ok(())
    }

    /// What `to` has of its own stays as it is.
    pub fn copy_tags(&mut self, from: ResourceId, to: ResourceId) -> Result<()> {
        let own = self.tags(to)?;
        let mut copied = self.tags(from)?;
        copied.retain(|name, _| !own.contains_key(name));
        self.put_tags(to, &copied)
    }

    pub fn delete_tags(&mut self, of: ResourceId, names: &[String]) -> Result<()> {
        let mut values = vec![V::from(&of)];
        let list = in_list(&mut values, names);
        let sql = format!("DELETE FROM tag WHERE resource_id = $1 AND name IN {list}");
        self.exec(sql, &values)?;
        Ok(())
    }

    /// Its resource goes.
    pub(crate) fn forget_tags(&mut self, of: ResourceId) -> Result<()> {
        self.exec("DELETE FROM tag WHERE resource_id = $1", params![&of])?;
        Ok(())
    }
}
