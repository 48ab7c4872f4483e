//! What the first run leaves in the data folder for clients: ids, keys, and their configuration.
//!
//! Written by the server process, because it knows the ids; read by every other command.

use std::fmt::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::data_dir::{self, DataDir, Readers};
use crate::objects;
use crate::refusal::Result;

/// The profile of the stock clients, and that of a stock worker agent.
pub const PROFILE: &str = "callsheet";
pub const WORKER_PROFILE: &str = "worker";

/// The farm, queue and fleet that the first run made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    pub farm_id: String,
    pub queue_id: String,
    pub fleet_id: String,
    pub region: String,
}

/// Where clients find everything.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub endpoint: &'a str,
    /// What they have to trust for it.
    pub ca_file: Option<&'a Path>,
    /// Where objects are, if not there.
    pub objects: Option<&'a objects::Place>,
}

impl Provision {
    pub fn read(data_dir: &DataDir) -> Result<Option<Self>> {
        data_dir::read_json(&data_dir.provision_file())
    }

    /// Writes what clients need. The endpoint may change with each start, so the AWS files are
    /// written anew; the `deadline` CLI keeps its own settings in its file, so that one is not.
    pub fn write(&self, data_dir: &DataDir, place: &Place<'_>) -> Result<()> {
        data_dir::write_json(&data_dir.provision_file(), self, Readers::Owner)?;
        let profile = format!("profile {PROFILE}");
        let people_config = aws_config(&[&profile], &self.region, place);
        data_dir::write(&data_dir.aws_config(), &people_config, Readers::Anyone)?;
        // Past its start a stock agent forgets its profile and reads the default one.
        let profile = format!("profile {WORKER_PROFILE}");
        let agent_config = aws_config(&[&profile, "default"], &self.region, place);
        data_dir::write(&data_dir.agent_config(), &agent_config, Readers::Anyone)?;
        if !data_dir.deadline_config().exists() {
            let text = self.deadline_config(data_dir);
            data_dir::write(&data_dir.deadline_config(), &text, Readers::Anyone)?;
        }
        Ok(())
    }

    fn deadline_config(&self, data_dir: &DataDir) -> String {
        let Provision {
            farm_id,
            queue_id,
            region,
            ..
        } = self;
        let history = data_dir.file("job-history");
        format!(
            "[defaults]\naws_profile_name = {PROFILE}\n\n\
             [profile-{PROFILE} defaults]\nfarm_id = {farm_id}\n\n\
             [profile-{PROFILE} {farm_id} defaults]\nqueue_id = {queue_id}\n\n\
             [profile-{PROFILE} settings]\njob_history_dir = {}\n\n\
             [settings]\ndeadline_regions = {region}\nsubmitter_update_notification = false\n\n\
             [telemetry]\nopt_out = true\n",
            history.display()
        )
    }
}

/// The section that says where objects are, and that profiles name.
const SERVICES: &str = "callsheet-objects";

fn aws_config(sections: &[&str], region: &str, place: &Place<'_>) -> String {
    let mut text = String::from("# Written anew at each start of callsheet.\n");
    for section in sections {
        let settings = profile_settings(region, place.endpoint, place.ca_file);
        let _ = write!(text, "[{section}]\n{settings}");
        if place.objects.is_some() {
            // Stores of one's own rarely have a name for each bucket.
            let _ = writeln!(
                text,
                "services = {SERVICES}\ns3 =\n  addressing_style = path"
            );
        }
    }
    if let Some(objects) = place.objects {
        let endpoint = &objects.endpoint;
        let _ = write!(
            text,
            "[services {SERVICES}]\ns3 =\n  endpoint_url = {endpoint}\n"
        );
    }
    text
}

/// The body of a profile. Clients put a prefix before the host unless they are told not to.
pub fn profile_settings(region: &str, endpoint: &str, ca_file: Option<&Path>) -> String {
    let mut text = format!(
        "region = {region}\nendpoint_url = {endpoint}\ndisable_host_prefix_injection = true\n"
    );
    if let Some(ca_file) = ca_file {
        let _ = writeln!(text, "ca_bundle = {}", ca_file.display());
    }
    text
}

/// The body of a credentials file's section.
pub fn credentials(access_key_id: &str, secret: &str) -> String {
    format!("aws_access_key_id = {access_key_id}\naws_secret_access_key = {secret}\n")
}

/// Writes one key as a credentials file that only its owner may read.
pub fn write_key(path: &Path, profile: &str, access_key_id: &str, secret: &str) -> Result<()> {
    let text = format!("[{profile}]\n{}", credentials(access_key_id, secret));
    data_dir::write(path, &text, Readers::Owner)
}
