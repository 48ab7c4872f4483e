//! How long a decision takes: `cargo run --release -p callsheet-policy --example decisions`. The
//! server asks once for each question of a caller and remembers the answer.
#![expect(clippy::print_stdout, reason = "that is what it is for")]

use std::time::Instant;

use callsheet_api::Operation;
use callsheet_api::ids::{FarmId, JobId, QueueId};
use callsheet_policy::{Asked, Level, Place, Policies, Question, Who};

const TIMES: u32 = 20_000;

fn main() {
    let began = Instant::now();
    let policies = Policies::with_files(&[]).expect("the built-in policies are tested");
    println!("read and checked in {:?}", began.elapsed());
    for (name, is_administrator, level) in [
        ("viewer", false, Some(Level::Viewer)),
        ("nobody", false, None),
        ("administrator", true, None),
    ] {
        let question = Question {
            who: Who::User {
                id: "01a21c93-ae34-70ab-8b46-6ed1d64f62cc",
                name: "sarah",
                is_administrator,
                is_service_account: false,
                groups: &[],
            },
            action: Operation::GetSessionAction.into(),
            place: Place {
                farm: Some(FarmId::from_bytes([1; 16])),
                queue: Some(QueueId::from_bytes([2; 16])),
                job: Some(JobId::from_bytes([3; 16])),
                ..Place::default()
            },
            asked: Asked {
                level,
                ..Asked::default()
            },
        };
        let began = Instant::now();
        let allowed = (0..TIMES).filter(|_| policies.allow(&question)).count();
        let each = began.elapsed() / TIMES;
        println!("{name}: {each:?} a decision, {allowed} of {TIMES} allowed");
    }
}
