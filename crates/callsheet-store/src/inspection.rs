//! Looking at a store from beside its server: nothing is written, and on SQLite neither the lock nor
//! the writer is asked for.

use crate::dialect::Engine;
use crate::readers::Readers;
use crate::work::settled;
use crate::{Options, Result, Store, StoreUrl, Tx, migrate};

#[derive(Debug)]
pub struct Inspection(Looking);

enum Looking {
    File(Readers),
    Server(Store),
}

impl std::fmt::Debug for Looking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File",
            Self::Server(_) => "Server",
        })
    }
}

impl Inspection {
    /// Opens a store of this version. It blocks.
    pub fn open(url: &StoreUrl) -> Result<Self> {
        let looking = match url {
            StoreUrl::Sqlite(path) => {
                let readers = Readers::open(path, 1)?;
                let (current, _) = settled(readers.read("is_current", &mut |tx: &mut Tx| {
                    migrate::expect_current(tx, migrate::STORE)
                }));
                current?;
                Looking::File(readers)
            }
            StoreUrl::Postgres(_) => Looking::Server(Store::open(url, &Options::default())?),
        };
        Ok(Self(looking))
    }

    pub fn engine(&self) -> Engine {
        match &self.0 {
            Looking::File(_) => Engine::Sqlite,
            Looking::Server(_) => Engine::Postgres,
        }
    }

    /// Runs a closure that only reads. What it locks is locked on PostgreSQL, for as long as it runs.
    pub async fn ask<T: Send + 'static>(
        &self,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.0 {
            Looking::File(readers) => settled(readers.read(name, &mut closure)).0,
            Looking::Server(store) => store.write(name, closure).await,
        }
    }
}
