//! Names of things that exist once, and how settings that are only kept and shown become JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result, Tx, params};

impl Tx {
    pub fn setting(&mut self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT setting FROM setting WHERE name = $1";
        self.one(sql, params![name], |row| row.text(0))
    }

    pub fn put_setting(&mut self, name: &str, text: &str) -> Result<()> {
        self.exec(
            "INSERT INTO setting (name, setting) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET setting = excluded.setting",
            params![name, text],
        )?;
        Ok(())
    }
}

pub(crate) fn written(settings: &impl Serialize) -> Result<String> {
    serde_json::to_string(settings)
        .map_err(|why| Error::broken(format!("settings cannot be written: {why}")))
}

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|why| Error::broken(format!("settings cannot be read: {why}")))
}
