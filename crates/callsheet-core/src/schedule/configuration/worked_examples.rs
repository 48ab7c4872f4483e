//! The worked examples of `semantics.md` 4.14, played worker by worker.

use callsheet_api::Timestamp;
use callsheet_api::types::{
    SchedulingConfiguration, SchedulingMaxPriorityOverride,
    SchedulingMaxPriorityOverrideAlwaysScheduleFirst, SchedulingMinPriorityOverride,
    SchedulingMinPriorityOverrideAlwaysScheduleLast, WeightedBalancedSchedulingConfiguration,
};

use super::{Asker, Configuration, PriorityBalanced, Standing, WeightedBalanced};

const NOW_MS: i64 = 1_000_000;

const IDLE: Asker = Asker {
    job_key: None,
    now: Timestamp::from_ms(NOW_MS),
};

/// A job's key is its place in the order of submission.
fn job(job_key: i64, priority: i64) -> Standing {
    Standing {
        job_key,
        priority,
        workers: 0,
        errors: 0,
        submitted_at: Timestamp::from_ms(NOW_MS),
    }
}

/// How many of `workers` idle workers each job gets, given how many tasks each has.
fn shares(configuration: &Configuration, jobs: &[(Standing, i64)], workers: i64) -> Vec<i64> {
    let mut jobs = jobs.to_vec();
    for _ in 0..workers {
        let first = jobs
            .iter_mut()
            .filter(|(standing, tasks)| standing.workers < *tasks)
            .min_by(|(one, _), (other, _)| configuration.order(one, other, &IDLE));
        if let Some((standing, _)) = first {
            standing.workers += 1;
        }
    }
    jobs.iter().map(|(standing, _)| standing.workers).collect()
}

#[test]
fn semantics_4_14_priority_fifo() {
    let jobs = [(job(1, 50), 3), (job(2, 50), 10), (job(3, 60), 2)];
    assert_eq!(shares(&Configuration::PriorityFifo, &jobs, 6), [3, 1, 2]);
}

#[test]
fn semantics_4_14_priority_balanced() {
    let balanced = Configuration::PriorityBalanced(PriorityBalanced::default());
    let jobs = |tasks: [i64; 3]| {
        let peers = (1..).zip(tasks).map(|(key, tasks)| (job(key, 50), tasks));
        peers.chain([(job(4, 40), 10)]).collect::<Vec<_>>()
    };
    assert_eq!(shares(&balanced, &jobs([10, 10, 1]), 8), [4, 3, 1, 0]);
    assert_eq!(shares(&balanced, &jobs([2, 2, 1]), 8), [2, 2, 1, 3]);
}

#[test]
fn semantics_4_14_stickiness() {
    let balanced = Configuration::PriorityBalanced(PriorityBalanced::default());
    let asker = Asker {
        job_key: Some(1),
        ..IDLE
    };
    let with = |standing: Standing, workers| Standing {
        workers,
        ..standing
    };
    // Three render without the one that asks, so four with it.
    let own = with(job(1, 50), 4);
    assert!(!balanced.leaves(&own, &with(job(2, 50), 2), &asker));
    assert!(balanced.leaves(&own, &with(job(2, 50), 1), &asker));
    // A higher priority is another matter, a lower one none.
    assert!(balanced.leaves(&own, &with(job(2, 51), 9), &asker));
    assert!(!balanced.leaves(&own, &job(2, 49), &asker));
}

#[test]
fn semantics_4_14_weighted_balanced() {
    let weighted = WeightedBalanced::default();
    let submitted = |ago_s: i64| Timestamp::from_ms(NOW_MS - ago_s * 1_000);
    let a = Standing {
        workers: 2,
        submitted_at: submitted(600),
        ..job(1, 50)
    };
    let b = Standing {
        errors: 5,
        submitted_at: submitted(60),
        ..job(2, 60)
    };
    let weights = [weighted.weight(&a, &IDLE), weighted.weight(&b, &IDLE)];
    assert_eq!(weights, [6_600.0, 6_130.0]);
    let on_a = Asker {
        job_key: Some(1),
        ..IDLE
    };
    assert_eq!(weighted.weight(&a, &on_a), 6_700.0);
    let configuration = Configuration::WeightedBalanced(weighted);
    assert!(configuration.leaves(&b, &a, &IDLE));
    assert!(!configuration.leaves(&a, &b, &on_a));
}

#[test]
fn equal_weights_share_evenly() {
    let weighted = Configuration::WeightedBalanced(WeightedBalanced {
        rendering_task_weight: 0.0,
        submission_time_weight: 0.0,
        ..WeightedBalanced::default()
    });
    let jobs = [(job(1, 50), 9), (job(2, 50), 9)];
    assert_eq!(shares(&weighted, &jobs, 5), [3, 2]);
}

#[test]
fn overrides_come_before_all_weights() {
    let given = |is_overriding: bool| {
        let max = SchedulingMaxPriorityOverrideAlwaysScheduleFirst {};
        let min = SchedulingMinPriorityOverrideAlwaysScheduleLast {};
        let given = WeightedBalancedSchedulingConfiguration {
            priority_weight: Some(0.0),
            max_priority_override: is_overriding
                .then_some(SchedulingMaxPriorityOverride::AlwaysScheduleFirst(max)),
            min_priority_override: is_overriding
                .then_some(SchedulingMinPriorityOverride::AlwaysScheduleLast(min)),
            ..Default::default()
        };
        Configuration::read(Some(&SchedulingConfiguration::WeightedBalanced(given)))
    };
    // The less urgent, the older, and age is all that weighs.
    let aged = |key: i64, priority: i64| Standing {
        submitted_at: Timestamp::from_ms(NOW_MS - (101 - priority) * 1_000),
        ..job(key, priority)
    };
    let jobs = [(aged(1, 0), 1), (aged(2, 50), 1), (aged(3, 100), 1)];
    assert_eq!(shares(&given(false), &jobs, 1), [1, 0, 0]);
    assert_eq!(shares(&given(true), &jobs, 1), [0, 0, 1]);
    assert_eq!(shares(&given(true), &jobs, 2), [0, 1, 1]);
}

#[test]
fn what_is_left_out_has_the_services_default() {
    let read = |text: &str| {
        let given: SchedulingConfiguration = serde_json::from_str(text).unwrap();
        Configuration::read(Some(&given))
    };
    assert_eq!(Configuration::read(None), Configuration::PriorityFifo);
    assert_eq!(
        read(r#"{"priorityBalanced":{}}"#),
        Configuration::PriorityBalanced(PriorityBalanced {
            rendering_task_buffer: 1
        })
    );
    assert_eq!(
        read(r#"{"weightedBalanced":{"errorWeight":-2.5}}"#),
        Configuration::WeightedBalanced(WeightedBalanced {
            error_weight: -2.5,
            ..WeightedBalanced::default()
        })
    );
}
