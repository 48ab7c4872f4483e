//! Bringing a store to the shape that this version knows. Forward only.

use sha2::{Digest, Sha256};

use crate::dialect::{Engine, render_ddl};
use crate::tx::Tx;
use crate::{Error, Result, params};

/// A file of statements, in the order of its number. Once released it never changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

/// A file of `migrations/` by its name.
macro_rules! migrations {
    ($folder:literal: $($name:literal)*) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../migrations/", $folder, $name, ".sql")),
        }),*]
    };
}

/// The main store.
pub(crate) const STORE: &[Migration] =
    migrations!["": "0001_farms_to_session_actions" "0002_small_blobs" "0003_principals"];

/// The logs, which live apart.
pub(crate) const LOGS: &[Migration] = migrations!["logs/": "0001_chunks"];

/// Servers that start together on one PostgreSQL database take turns, by this number.
const ADVISORY_LOCK: &str = "SELECT pg_advisory_xact_lock(4701283604)";

/// Runs what is missing, in one transaction: a store is never between two shapes.
pub(crate) fn migrate(tx: &mut Tx, schema: &str, migrations: &[Migration]) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => tx.batch("BEGIN IMMEDIATE")?,
        Engine::Postgres => {
            let begin = format!("BEGIN; {ADVISORY_LOCK}; CREATE SCHEMA IF NOT EXISTS {schema}");
            tx.batch(&begin)?;
        }
    }
    match run_missing(tx, migrations) {
        Ok(()) => tx.batch("COMMIT"),
        Err(error) => {
            drop(tx.batch("ROLLBACK"));
            tx.take_failure();
            Err(error)
        }
    }
}

fn run_missing(tx: &mut Tx, migrations: &[Migration]) -> Result<()> {
    let table = "CREATE TABLE IF NOT EXISTS schema_migration (
        number BIGINT PRIMARY KEY, name {text} NOT NULL, digest {text} NOT NULL) {strict}";
    let table = render_ddl(tx.engine(), table);
    tx.batch(&table)?;
    let done = done(tx)?;
    let known = migrations.len() as i64;
    if let Some((found, ..)) = done.last().filter(|(number, ..)| *number > known) {
        return Err(Error::Newer {
            found: *found,
            known,
        });
    }
    for (number, migration) in (1..).zip(migrations) {
        let digest = digest(migration);
        match done.iter().find(|(done, ..)| *done == number) {
            Some((_, name, found)) if *found != digest => {
                return Err(Error::ChangedMigration(name.clone()));
            }
            Some(_) => {}
            None => run(tx, number, migration, &digest)?,
        }
    }
    Ok(())
}

type Done = (i64, String, String);

fn done(tx: &mut Tx) -> Result<Vec<Done>> {
    tx.query(
        "SELECT number, name, digest FROM schema_migration ORDER BY number",
        params![],
        |row| Ok((row.i64(0)?, row.text(1)?, row.text(2)?)),
    )
}

/// Refuses a store of another version, for those who only look at it.
pub(crate) fn expect_current(tx: &mut Tx, migrations: &[Migration]) -> Result<()> {
    let done = done(tx)?;
    let is_current = done.len() == migrations.len()
        && done
            .iter()
            .zip(migrations)
            .all(|((_, _, found), migration)| *found == digest(migration));
    if is_current {
        return Ok(());
    }
    Err(Error::Migration {
        name: migrations.last().map_or("", |last| last.name).to_owned(),
        why: "the store is of another version: start this version's server on it once".to_owned(),
    })
}

fn run(tx: &mut Tx, number: i64, migration: &Migration, digest: &str) -> Result<()> {
    let sql = render_ddl(tx.engine(), migration.sql);
    tx.batch(&sql).map_err(|error| match error {
        Error::Full | Error::Lost(_) | Error::Unavailable(_) => error,
        other => Error::Migration {
            name: migration.name.to_owned(),
            why: other.to_string(),
        },
    })?;
    tx.exec(
        "INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)",
        params![number, migration.name, digest],
    )?;
    Ok(())
}

/// Line endings are left out of it: a checkout may have changed them.
fn digest(migration: &Migration) -> String {
    let mut hasher = Sha256::new();
    for line in migration.sql.lines() {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_in_the_order_of_its_number() {
        for (folder, migrations) in [("", STORE), ("/logs", LOGS)] {
            let folder = format!("{}/migrations{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|file| file.unwrap().file_name().into_string().unwrap())
                .filter_map(|file| file.strip_suffix(".sql").map(str::to_owned))
                .collect();
            files.sort();
            let listed: Vec<&str> = migrations.iter().map(|listed| listed.name).collect();
            assert_eq!(files, listed);
            for (number, name) in (1..).zip(listed) {
                assert!(name.starts_with(&format!("{number:04}_")), "{name}");
            }
        }
    }
}
