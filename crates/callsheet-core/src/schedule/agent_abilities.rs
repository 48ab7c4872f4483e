//! What a worker's agent understands, going by the version in its User-Agent (`openjd.md` 2.5): an
//! older one would fail the session of a step that it cannot read.

use callsheet_api::types::JobParameter;
use serde::{Deserialize, Serialize};

/// How AWS's agent names itself, before its version.
const STOCK_AGENT: &str = "deadline_worker_agent/";

/// Since when it reads extensions and symbol tables of what it is told (measured).
const READS_SYMBOLS: Version = Version(0, 33, 0);
/// Since when it looks at the hint for a session's runtime (measured).
const READS_HINTS: Version = Version(0, 31, 0);

/// Something of a job that not every agent understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AgentNeed {
    Expr,
    WrapActions,
    FeatureBundle1,
    /// Job parameters of other types than INT, FLOAT, STRING and PATH.
    TypedParameters,
}

impl AgentNeed {
    pub const fn name(self) -> &'static str {
        match self {
            AgentNeed::Expr => "EXPR",
            AgentNeed::WrapActions => "WRAP_ACTIONS",
            AgentNeed::FeatureBundle1 => "FEATURE_BUNDLE_1",
            AgentNeed::TypedParameters => "job parameters that are no scalars",
        }
    }

    /// What declaring an extension asks of an agent. Chunks and redacted variables ask nothing: all
    /// agents that speak this protocol know them.
    #[must_use]
    pub fn of_extension(name: &str) -> Option<Self> {
        match name {
            "EXPR" => Some(AgentNeed::Expr),
            "WRAP_ACTIONS" => Some(AgentNeed::WrapActions),
            "FEATURE_BUNDLE_1" => Some(AgentNeed::FeatureBundle1),
            _ => None,
        }
    }

    #[must_use]
    pub fn of_parameter(parameter: &JobParameter) -> Option<Self> {
        match parameter {
            JobParameter::Int(_)
            | JobParameter::Float(_)
            | JobParameter::String(_)
            | JobParameter::Path(_) => None,
            JobParameter::Bool(_)
            | JobParameter::RangeExpr(_)
            | JobParameter::StringList(_)
            | JobParameter::PathList(_)
            | JobParameter::IntList(_)
            | JobParameter::FloatList(_)
            | JobParameter::BoolList(_)
            | JobParameter::IntListList(_) => Some(AgentNeed::TypedParameters),
        }
    }

    const fn since(self) -> Version {
        match self {
            AgentNeed::Expr
            | AgentNeed::WrapActions
            | AgentNeed::FeatureBundle1
            | AgentNeed::TypedParameters => READS_SYMBOLS,
        }
    }
}

/// Whether a session of such a step is better off in an agent's Rust runtime, which alone has
/// expressions and wrapped actions in full.
#[must_use]
pub fn prefers_rust(needs: &[AgentNeed]) -> bool {
    needs.contains(&AgentNeed::Expr) || needs.contains(&AgentNeed::WrapActions)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64, pub u64, pub u64);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Which agent speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent {
    Stock(Version),
    /// Ours, which has everything, or one that does not say and is trusted to know what it does.
    Other,
}

/// What an agent lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("worker agent {has} does not know {}: that takes {since} or newer", .need.name())]
pub struct TooOld {
    pub need: AgentNeed,
    pub has: Version,
    pub since: Version,
}

impl Agent {
    /// From the User-Agent that it came with at UpdateWorker STARTED.
    #[must_use]
    pub fn of(user_agent: Option<&str>) -> Self {
        let named = user_agent.and_then(|text| text.split_once(STOCK_AGENT));
        match named.and_then(|(_, rest)| version(rest)) {
            Some(version) => Agent::Stock(version),
            None => Agent::Other,
        }
    }

    /// Can it run a step with these needs? If not, the first one that it lacks.
    pub fn understands(&self, needs: &[AgentNeed]) -> Result<(), TooOld> {
        let Agent::Stock(has) = *self else {
            return Ok(());
        };
        let lacking = needs.iter().find(|need| has < need.since());
        lacking.map_or(Ok(()), |need| {
            Err(TooOld {
                need: *need,
                has,
                since: need.since(),
            })
        })
    }

    /// Gives up what it has not begun as soon as it is told to. AWS's agent looks at that only when
    /// it gets there, which is too late to help anybody (measured).
    #[must_use]
    pub fn gives_back(&self) -> bool {
        match self {
            Agent::Stock(_) => false,
            Agent::Other => true,
        }
    }

    /// An older one fails a session with a hint, and ours has one runtime.
    #[must_use]
    pub fn reads_runtime_hint(&self) -> bool {
        match self {
            Agent::Stock(version) => *version >= READS_HINTS,
            Agent::Other => false,
        }
    }
}

/// The leading numbers of `0.33.6`, `0.29.0.post3+g1a2b` or `0.34`.
fn version(text: &str) -> Option<Version> {
    let mut numbers = text.split('.').map(|part| {
        let end = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        part[..end].parse().ok()
    });
    let major = numbers.next().flatten()?;
    let mut next = || numbers.next().flatten().unwrap_or(0);
    Some(Version(major, next(), next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock(version: &str) -> Agent {
        Agent::of(Some(&format!(
            "Boto3/1.40 md/x deadline_worker_agent/{version} os/linux"
        )))
    }

    #[test]
    fn a_version_is_found_wherever_it_stands() {
        assert_eq!(stock("0.33.6"), Agent::Stock(Version(0, 33, 6)));
        assert_eq!(stock("0.29.0.post3+g1a2b"), Agent::Stock(Version(0, 29, 0)));
        assert_eq!(stock("1"), Agent::Stock(Version(1, 0, 0)));
        for other in ["", "app/callsheet-worker", "deadline_worker_agent/unknown"] {
            assert_eq!(Agent::of(Some(other)), Agent::Other, "{other}");
        }
        assert_eq!(Agent::of(None), Agent::Other);
    }

    #[test]
    fn an_old_agent_gets_nothing_that_it_cannot_read() {
        for need in [
            AgentNeed::Expr,
            AgentNeed::WrapActions,
            AgentNeed::FeatureBundle1,
            AgentNeed::TypedParameters,
        ] {
            assert_eq!(stock("0.32.9").understands(&[need]).unwrap_err().need, need);
            assert_eq!(stock("0.33.0").understands(&[need]), Ok(()));
            assert_eq!(Agent::Other.understands(&[need]), Ok(()));
        }
        assert_eq!(stock("0.29.0").understands(&[]), Ok(()));
    }

    #[test]
    fn hints_are_for_agents_that_read_them() {
        assert!(!stock("0.30.9").reads_runtime_hint());
        assert!(stock("0.31.0").reads_runtime_hint());
        assert!(!Agent::Other.reads_runtime_hint());
    }

    #[test]
    fn extensions_that_all_know_ask_nothing() {
        assert_eq!(AgentNeed::of_extension("TASK_CHUNKING"), None);
        assert_eq!(AgentNeed::of_extension("REDACTED_ENV_VARS"), None);
        assert!(prefers_rust(&[AgentNeed::WrapActions]));
        assert!(!prefers_rust(&[
            AgentNeed::FeatureBundle1,
            AgentNeed::TypedParameters
        ]));
    }
}
