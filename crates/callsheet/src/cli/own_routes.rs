//! Asking the routes under `/callsheet/v1/`, and showing what they answer.

use callsheet_api::extension::PREFIX;
use callsheet_client::ExtensionClient;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cli::{Globals, block_on};
use crate::connection::{Target, not_answered};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};

pub fn ask(
    globals: &Globals,
    target: &Target,
    method: &'static str,
    path: &str,
    body: Vec<u8>,
) -> Result<String> {
    let reached = target.reach(globals)?;
    let client = ExtensionClient::new(&reached.endpoint(), reached.key.credentials());
    let path = format!("{PREFIX}{path}");
    let answer = block_on(async {
        let sent = client.send(method, &path, body).await;
        sent.map_err(|error| not_answered(&error))
    })?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

pub fn written(body: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(body).map_err(|why| Refusal::new(format!("cannot be asked: {why}")))
}

pub fn read<T: DeserializeOwned>(answer: &str) -> Result<T> {
    serde_json::from_str(answer).map_err(|why| {
        Refusal::new(format!("the server's answer cannot be read: {why}"))
            .next("use a callsheet of the server's version")
    })
}

pub fn show(answer: &str, output: Output, told: impl FnOnce(&str) -> Result<String>) -> Result<()> {
    match output.output {
        Format::Json => render::print_json(&read::<Value>(answer)?),
        Format::Table => render::print(&told(answer)?),
    }
    Ok(())
}
