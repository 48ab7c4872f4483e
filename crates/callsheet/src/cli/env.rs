//! `callsheet env`: what points stock clients at this server, for `eval` in a shell.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Globals;
use crate::config::{Layer, Settings};
use crate::data_dir::DataDir;
use crate::provision::{PROFILE, Provision, WORKER_PROFILE};
use crate::refusal::{Refusal, Result};
use crate::run_file::RunFile;
use crate::{objects, profile, render};

#[derive(Debug, Args)]
pub struct Env {
    /// What a stock worker agent needs, instead of what people need
    #[arg(long)]
    agent: bool,
    /// Also put `[profile callsheet]` into your own AWS files
    #[arg(long)]
    install_profile: bool,
}

impl Env {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let data_dir = globals.data_dir()?;
        let place = Place::find(&data_dir, &globals.settings(Layer::default())?)?;
        if self.install_profile {
            profile::install(&data_dir)?;
        }
        render::print(&if self.agent {
            place.for_agent()
        } else {
            place.for_people()
        });
        Ok(())
    }
}

/// Where this data folder's server is.
struct Place {
    endpoint: String,
    /// What clients have to trust for it.
    ca_file: Option<PathBuf>,
    provision: Provision,
    data_dir: DataDir,
    /// Where objects are, if not there.
    objects: Option<objects::Place>,
}

impl Place {
    fn find(data_dir: &DataDir, settings: &Settings) -> Result<Self> {
        let provision = Provision::read(data_dir)?.ok_or_else(|| {
            Refusal::new(format!(
                "nothing was ever started on `{}`",
                data_dir.path().display()
            ))
            .next("start `callsheet up` first, or name the data folder with --data-dir")
        })?;
        let (endpoint, ca_file) = match RunFile::read_alive(data_dir)? {
            Some(run) => (run.endpoint, run.ca_file),
            None => (
                configured_endpoint(settings)?,
                settings.front.ca_file().map(Path::to_path_buf),
            ),
        };
        Ok(Place {
            endpoint,
            ca_file,
            provision,
            data_dir: data_dir.clone(),
            objects: settings.objects_place(),
        })
    }

    fn for_people(&self) -> String {
        let file = |path: PathBuf| path.display().to_string();
        let mut lines = self.common();
        lines.extend([
            set("AWS_CONFIG_FILE", &file(self.data_dir.aws_config())),
            set(
                "AWS_SHARED_CREDENTIALS_FILE",
                &file(self.data_dir.aws_credentials()),
            ),
            set("AWS_PROFILE", PROFILE),
            set(
                "DEADLINE_CONFIG_FILE_PATH",
                &file(self.data_dir.deadline_config()),
            ),
            set("DEADLINE_CLOUD_REGIONS", &self.provision.region),
        ]);
        lines.concat()
    }

    /// The agent follows a profile's endpoint only while it starts, so everything but the key is
    /// a variable. The key is not: jobs would inherit it.
    fn for_agent(&self) -> String {
        let file = |path: PathBuf| path.display().to_string();
        let mut lines = self.common();
        lines.extend([
            set("AWS_CONFIG_FILE", &file(self.data_dir.agent_config())),
            set(
                "AWS_SHARED_CREDENTIALS_FILE",
                &file(self.data_dir.worker_credentials()),
            ),
            "unset AWS_PROFILE\n".to_owned(),
            set("DEADLINE_WORKER_PROFILE", WORKER_PROFILE),
            set("DEADLINE_WORKER_FARM_ID", &self.provision.farm_id),
            set("DEADLINE_WORKER_FLEET_ID", &self.provision.fleet_id),
            set("DEADLINE_WORKER_NO_SHUTDOWN", "true"),
            set("DEADLINE_WORKER_RUN_JOBS_AS_AGENT_USER", "true"),
        ]);
        lines.extend(AGENT_REMARKS.iter().map(|line| format!("# {line}\n")));
        lines.concat()
    }

    fn common(&self) -> Vec<String> {
        let mut lines = vec![
            // Keys in the environment would win over the profile.
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN\n".to_owned(),
            "unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_DEFAULT_PROFILE\n".to_owned(),
            set("AWS_ENDPOINT_URL", &self.endpoint),
            set("AWS_ENDPOINT_URL_DEADLINE", &self.endpoint),
            set("AWS_DISABLE_HOST_PREFIX_INJECTION", "true"),
            set("AWS_DEFAULT_REGION", &self.provision.region),
            set("AWS_REGION", &self.provision.region),
            set("AWS_EC2_METADATA_DISABLED", "true"),
            set("DEADLINE_CLOUD_TELEMETRY_OPT_OUT", "true"),
        ];
        if let Some(file) = &self.ca_file {
            let file = file.display().to_string();
            // AWS's SDK for JavaScript reads none of AWS's own settings for it.
            lines.extend(["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].map(|name| set(name, &file)));
        }
        if let Some(objects) = &self.objects {
            lines.push(set("AWS_ENDPOINT_URL_S3", &objects.endpoint));
        }
        lines
    }
}

const AGENT_REMARKS: [&str; 6] = [
    "Start it with folders of its own that exist already:",
    "  deadline-worker-agent --logs-dir L --persistence-dir P --session-root-dir S",
    "On another machine: copy the files named above, and let the address be one it reaches.",
    "Jobs under another user go through sudo, which drops the endpoint; in /etc/sudoers:",
    "  Defaults env_keep += \"AWS_ENDPOINT_URL AWS_CA_BUNDLE AWS_DISABLE_HOST_PREFIX_INJECTION\"",
    "and no DEADLINE_WORKER_RUN_JOBS_AS_AGENT_USER.",
];

fn configured_endpoint(settings: &Settings) -> Result<String> {
    let address = settings.address()?;
    if address.port() == 0 {
        return Err(
            Refusal::new("nothing runs on this data folder, so its port is not known")
                .next("start `callsheet up` first"),
        );
    }
    render::remark("callsheet: nothing runs on this data folder now");
    settings.front.endpoint(address)
}

fn set(name: &str, value: &str) -> String {
    format!("export {name}={}\n", quoted(value))
}

/// As a word that no shell changes.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &str) -> Place {
        Place {
            endpoint: "http://127.0.0.1:8720".to_owned(),
            ca_file: None,
            provision: Provision {
                farm_id: format!("farm-{}", "1".repeat(32)),
                queue_id: format!("queue-{}", "2".repeat(32)),
                fleet_id: format!("fleet-{}", "3".repeat(32)),
                region: "us-west-2".to_owned(),
            },
            data_dir: DataDir::locate(Some(Path::new(folder))).unwrap(),
            objects: None,
        }
    }

    #[test]
    fn people_get_a_profile_and_an_endpoint() {
        insta::assert_snapshot!(place("/srv/my data").for_people());
    }

    #[test]
    fn objects_may_be_elsewhere() {
        let mut place = place("/srv/callsheet");
        assert!(!place.for_people().contains("AWS_ENDPOINT_URL_S3"));
        place.objects = Some(objects::Place {
            endpoint: "https://s3.example".to_owned(),
            region: "us-east-1".to_owned(),
        });
        let line = "export AWS_ENDPOINT_URL_S3=https://s3.example\n";
        assert!(place.for_people().contains(line) && place.for_agent().contains(line));
    }

    #[test]
    fn over_tls_clients_are_told_whom_to_trust() {
        let mut place = place("/srv/callsheet");
        assert!(!place.for_people().contains("AWS_CA_BUNDLE"));
        place.ca_file = Some(PathBuf::from("/srv/callsheet/tls/ca.pem"));
        for name in ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            let line = format!("export {name}=/srv/callsheet/tls/ca.pem\n");
            assert!(place.for_people().contains(&line) && place.for_agent().contains(&line));
        }
    }

    #[test]
    fn an_agent_gets_no_key_in_its_environment() {
        let text = place("/srv/callsheet").for_agent();
        assert!(!text.contains("export AWS_ACCESS_KEY_ID"));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for value in ["plain", "two words", "it's", "$HOME `x` \"y\"", ""] {
            let script = format!("{}printf %s \"$V\"", set("V", value));
            let out = std::process::Command::new("sh")
                .args(["-c", &script])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(out.stdout).unwrap(), value);
        }
    }
}
