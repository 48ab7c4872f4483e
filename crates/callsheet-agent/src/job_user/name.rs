//! What a queue and a worker say about the user that jobs run as.

use std::fmt;
use std::str::FromStr;

/// A user and a group by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobUserName {
    pub user: String,
    pub group: String,
}

impl JobUserName {
    /// Names become words of commands, so what could be read as something else is refused.
    pub fn new(user: &str, group: &str) -> Result<Self, String> {
        match [user, group].into_iter().find(|name| !is_name(name)) {
            None => Ok(JobUserName {
                user: user.to_owned(),
                group: group.to_owned(),
            }),
            Some(name) => Err(format!(
                "{name:?} is no name of a user or group: it begins with a letter, and goes on with \
                 letters, digits and any of _ - . @ \\"
            )),
        }
    }
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = characters
        .next()
        .is_some_and(|it| it.is_ascii_alphabetic() || it == '_');
    begins && characters.all(|it| it.is_ascii_alphanumeric() || "_-.@\\".contains(it))
}

impl FromStr for JobUserName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (user, group) = text
            .split_once(':')
            .ok_or("a user and a group are needed, as in job-user:job-group")?;
        JobUserName::new(user, group)
    }
}

impl fmt::Display for JobUserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.user, self.group)
    }
}

/// A queue's `jobRunAsUser`, as far as it is about this system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunAs {
    Worker,
    User(JobUserName),
    /// Nothing that can be followed, with the reason.
    Unclear(String),
}

/// As whom a worker runs jobs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum JobUsers {
    /// As their queue says.
    #[default]
    OfQueue,
    /// All as this one, whatever their queue says.
    One(JobUserName),
    /// All as the worker's own user, whatever their queue says.
    Worker,
}

impl JobUsers {
    /// The user of a queue's job; `None` for the worker's own.
    pub fn of(&self, said: &RunAs) -> Result<Option<JobUserName>, String> {
        match (self, said) {
            (JobUsers::Worker, _) | (JobUsers::OfQueue, RunAs::Worker) => Ok(None),
            (JobUsers::One(name), _) | (JobUsers::OfQueue, RunAs::User(name)) => {
                Ok(Some(name.clone()))
            }
            (JobUsers::OfQueue, RunAs::Unclear(why)) => Err(why.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_worker_was_told_wins_over_the_queue() {
        let (queues, workers) = ("a:b".parse().unwrap(), "c:d".parse().unwrap());
        let queue = RunAs::User(queues);
        let of = |users: &JobUsers| users.of(&queue).unwrap().map(|name| name.to_string());
        assert_eq!(of(&JobUsers::OfQueue).as_deref(), Some("a:b"));
        assert_eq!(of(&JobUsers::One(workers)).as_deref(), Some("c:d"));
        assert_eq!(of(&JobUsers::Worker), None);
    }

    #[test]
    fn a_queue_that_says_nothing_clear_is_not_run_as_somebody() {
        let unclear = RunAs::Unclear("why".to_owned());
        assert_eq!(JobUsers::OfQueue.of(&unclear), Err("why".to_owned()));
        assert_eq!(JobUsers::Worker.of(&unclear), Ok(None));
        assert_eq!(JobUsers::OfQueue.of(&RunAs::Worker), Ok(None));
    }

    #[test]
    fn only_names_become_words_of_commands() {
        for name in [
            "job-user",
            "j",
            "_render",
            "STUDIO\\ann",
            "ann@studio.example",
        ] {
            assert!(JobUserName::new(name, "group").is_ok(), "{name}");
        }
        for name in ["", "-u", "#0", "%wheel", "0", "a b", "a;b", "a:b", "a\nb"] {
            assert!(JobUserName::new(name, "group").is_err(), "{name}");
            assert!(JobUserName::new("user", name).is_err(), "{name}");
        }
        assert!("user".parse::<JobUserName>().is_err());
    }
}
