//! A caller's closure on its way through a transaction that it shares with others, and back to its
//! caller with an answer.

use tokio::sync::oneshot;

use crate::closure::{self, Outcome};
use crate::stats::Ending;
use crate::{Error, Tx};

/// One caller's closure, and where its answer goes.
pub(crate) trait Work: Send {
    /// Runs the closure, perhaps once more; says whether its changes should stay.
    fn run(&mut self, tx: &mut Tx) -> Verdict;
    /// What metrics call it.
    fn name(&self) -> &'static str;
    /// Tells the caller how it went, now that the fate of the group is known.
    fn answer(self: Box<Self>, commit: Result<(), Error>);
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    /// The closure refused.
    Undo,
    /// A statement failed, or the closure panicked.
    Failed(Error),
}

/// A closure's answer, as it leaves the store.
pub(crate) type Answer<T, E> = (Result<T, E>, Ending);

struct Task<T, E, F> {
    name: &'static str,
    closure: F,
    outcome: Option<Outcome<T, E>>,
    reply: oneshot::Sender<Answer<T, E>>,
}

/// A closure as work, and where its answer comes out.
pub(crate) fn task<T, E>(
    name: &'static str,
    closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
) -> (Box<dyn Work>, oneshot::Receiver<Answer<T, E>>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let task = Task {
        name,
        closure,
        outcome: None,
        reply,
    };
    (Box::new(task), answer)
}

impl<T, E, F> Work for Task<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: FnMut(&mut Tx) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> Verdict {
        let outcome = closure::run(self.name, tx, &mut self.closure);
        let verdict = match &outcome {
            Outcome::Done(_) => Verdict::Keep,
            Outcome::Refused(_) => Verdict::Undo,
            Outcome::Failed(error, _) => Verdict::Failed(error.clone()),
        };
        self.outcome = Some(outcome);
        verdict
    }

    fn name(&self) -> &'static str {
        self.name
    }

    /// Where the commit failed, so has everybody of the group: even a refusal may rest on changes
    /// that never were.
    fn answer(self: Box<Self>, commit: Result<(), Error>) {
        let answer = match (commit, self.outcome) {
            (Err(error), _) => failed(error),
            (Ok(()), None) => failed(Error::Lost("a transaction was skipped".to_owned())),
            (Ok(()), Some(outcome)) => settled(outcome),
        };
        // A caller who went away needs no answer.
        drop(self.reply.send(answer));
    }
}

pub(crate) fn failed<T, E: From<Error>>(error: Error) -> Answer<T, E> {
    (Err(E::from(error)), Ending::Failed)
}

pub(crate) fn settled<T, E: From<Error>>(outcome: Outcome<T, E>) -> Answer<T, E> {
    let ending = match &outcome {
        Outcome::Done(_) => Ending::Done,
        Outcome::Refused(_) => Ending::Refused,
        Outcome::Failed(..) => Ending::Failed,
    };
    (outcome.into_result(), ending)
}
