//! What a seed draws before it begins: how unkind its world is, and in which ways.

use crate::dice::Dice;

/// In percent, unless the name says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    pub request_lost: u64,
    pub answer_lost: u64,
    pub late: u64,
    pub twice: u64,
    pub action_fails: u64,
    pub nonsense: u64,
    /// Of each event that is drawn for no other reason, the weight of these.
    pub accidents: u64,
    pub people: u64,
    pub longest_task_ms: i64,
}

impl Mix {
    /// Nothing goes wrong, nobody interferes, everything is quick.
    pub const CALM: Self = Self {
        request_lost: 0,
        answer_lost: 0,
        late: 0,
        twice: 0,
        action_fails: 0,
        nonsense: 0,
        accidents: 0,
        people: 0,
        longest_task_ms: 1_000,
    };

    /// Each kind of trouble is absent from many seeds, so that no trouble hides another.
    pub fn draw(dice: &mut Dice) -> Self {
        let mut sometimes = |percent: u64, most: u64| {
            if dice.chance(percent) {
                1 + dice.throw(most)
            } else {
                0
            }
        };
        Self {
            request_lost: sometimes(60, 15),
            answer_lost: sometimes(60, 15),
            late: sometimes(50, 15),
            twice: sometimes(50, 10),
            action_fails: sometimes(60, 15),
            nonsense: sometimes(30, 10),
            accidents: sometimes(70, 100),
            people: sometimes(70, 100),
            longest_task_ms: *dice.pick(&[800, 5_000, 20_000, 90_000]).unwrap_or(&800),
        }
    }
}
