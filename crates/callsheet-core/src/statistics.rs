//! What sessions took and cost, added up by whatever they have in common (`semantics.md` 3.11).

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, JobId, QueueId};
use callsheet_api::types::{
    Period, Statistics, Stats, UsageGroupByField, UsageStatistic, UsageType,
};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::Offset;

use crate::budget::Prices;

/// A session, as far as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    pub queue: QueueId,
    pub fleet: FleetId,
    pub job: JobId,
    pub job_name: String,
    /// Who submitted its job.
    pub user: String,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What somebody wants to know.
#[derive(Debug, Clone)]
pub struct Question {
    pub from: Timestamp,
    pub to: Timestamp,
    pub group_by: Vec<UsageGroupByField>,
    pub statistics: Vec<UsageStatistic>,
    /// Absent: the whole time at once.
    pub period: Option<Period>,
    pub offset: Offset,
    pub prices: Prices,
    pub scale: f64,
}

/// What the sessions of a row have in common. Times come first: rows are in their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Common {
    from: Timestamp,
    to: Timestamp,
    queue: Option<QueueId>,
    fleet: Option<FleetId>,
    job: Option<JobId>,
    user: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Row {
    job_name: Option<String>,
    count: i32,
    runtime_s: Summary,
    cost_usd: Summary,
}

#[derive(Debug, Clone, Copy, Default)]
struct Summary {
    least: f64,
    most: f64,
    sum: f64,
}

/// Sessions come one by one, in any order.
#[derive(Debug)]
pub struct Aggregation {
    question: Question,
    rows: BTreeMap<Common, Row>,
}

impl Aggregation {
    #[must_use]
    pub fn new(question: Question) -> Self {
        let rows = BTreeMap::new();
        Self { question, rows }
    }

    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// A session that lived in several periods has a part in each of them.
    pub fn add(&mut self, lived: &Lived) {
        let (mut from, to) = (
            lived.from.max(self.question.from),
            lived.to.min(self.question.to),
        );
        while from < to {
            let (begins, ends) = self.question.period_of(from);
            let until = to.min(ends);
            self.add_part(lived, (begins, ends), until.as_ms() - from.as_ms());
            from = until;
        }
    }

    fn add_part(&mut self, lived: &Lived, (from, to): (Timestamp, Timestamp), time_ms: i64) {
        let question = &self.question;
        let by = |field| question.group_by.contains(&field);
        let common = Common {
            from,
            to,
            queue: by(UsageGroupByField::QueueId).then_some(lived.queue),
            fleet: by(UsageGroupByField::FleetId).then_some(lived.fleet),
            job: by(UsageGroupByField::JobId).then_some(lived.job),
            user: by(UsageGroupByField::UserId).then(|| lived.user.clone()),
        };
        let cost_usd = question
            .prices
            .cost_usd(lived.fleet, time_ms, question.scale);
        let is_of_job = common.job.is_some();
        let row = self.rows.entry(common).or_default();
        if is_of_job && row.job_name.is_none() {
            row.job_name = Some(lived.job_name.clone());
        }
        row.runtime_s.add(row.count, seconds(time_ms));
        row.cost_usd.add(row.count, cost_usd);
        row.count = row.count.saturating_add(1);
    }

    /// One row for each group and period in which something was used, in the order of time.
    #[must_use]
    pub fn into_statistics(self) -> Vec<Statistics> {
        let asked = self.question.statistics;
        let is_by_usage = self
            .question
            .group_by
            .contains(&UsageGroupByField::UsageType);
        let rows = self.rows.into_iter().map(|(common, row)| Statistics {
            aggregation_start_time: Some(common.from),
            aggregation_end_time: Some(common.to),
            cost_in_usd: row.cost_usd.shown(&asked, row.count),
            count: row.count,
            fleet_id: common.fleet,
            // Workers are the studio's own, and licenses and volumes cost nothing here.
            instance_type: None,
            license_product: None,
            job_id: common.job,
            job_name: row.job_name,
            queue_id: common.queue,
            runtime_in_seconds: row.runtime_s.shown(&asked, row.count),
            usage_type: is_by_usage.then_some(UsageType::Compute),
            user_id: common.user,
        });
        rows.collect()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds are exact up to 285,000 years"
)]
fn seconds(time_ms: i64) -> f64 {
    time_ms as f64 / 1_000.0
}

impl Question {
    /// Begin and end of the period that a moment is in, by the clocks of the question's offset.
    fn period_of(&self, at: Timestamp) -> (Timestamp, Timestamp) {
        let whole = (self.from, self.to);
        let Some(period) = self.period else {
            return whole;
        };
        let Ok(moment) = jiff::Timestamp::from_millisecond(at.as_ms()) else {
            return whole;
        };
        let shown = self.offset.to_datetime(moment);
        let (begins, ends) = bounds(period, shown);
        match (self.moment(begins), ends.and_then(|ends| self.moment(ends))) {
            (Some(begins), Some(ends)) => (begins, ends),
            // At the end of all calendars.
            (_, _) => whole,
        }
    }

    fn moment(&self, shown: DateTime) -> Option<Timestamp> {
        let moment = self.offset.to_timestamp(shown).ok()?;
        Some(Timestamp::from_ms(moment.as_millisecond()))
    }
}

fn bounds(period: Period, shown: DateTime) -> (DateTime, Option<DateTime>) {
    let day = shown.date();
    let (begins, length) = match period {
        Period::Hourly => (day.at(shown.hour(), 0, 0, 0), 1.hour()),
        Period::Daily => (day.at(0, 0, 0, 0), 1.day()),
        Period::Weekly => {
            let since = day.weekday().since(Weekday::Monday);
            let monday = day.checked_sub(i64::from(since).days()).unwrap_or(day);
            (monday.at(0, 0, 0, 0), 1.week())
        }
        Period::Monthly => (day.first_of_month().at(0, 0, 0, 0), 1.month()),
    };
    (begins, begins.checked_add(length).ok())
}

impl Summary {
    fn add(&mut self, count: i32, amount: f64) {
        let is_first = count == 0;
        self.least = if is_first {
            amount
        } else {
            self.least.min(amount)
        };
        self.most = self.most.max(amount);
        self.sum += amount;
    }

    /// Only what was asked for is told.
    fn shown(&self, asked: &[UsageStatistic], count: i32) -> Stats {
        let told = |statistic, value| asked.contains(&statistic).then_some(value);
        Stats {
            avg: told(UsageStatistic::Avg, self.sum / f64::from(count.max(1))),
            max: told(UsageStatistic::Max, self.most),
            min: told(UsageStatistic::Min, self.least),
            sum: told(UsageStatistic::Sum, self.sum),
        }
    }
}

/// `UTC+05:30` and the like, which the model has checked.
#[must_use]
pub fn offset(timezone: Option<&str>) -> Option<Offset> {
    let Some(timezone) = timezone else {
        return Some(Offset::UTC);
    };
    let (sign, shown) = match timezone.strip_prefix("UTC")?.split_at_checked(1)? {
        ("+", shown) => (1, shown),
        ("-", shown) => (-1, shown),
        _ => return None,
    };
    let (hours, minutes) = shown.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: QueueId = QueueId::from_bytes([1; 16]);
    const FLEETS: [FleetId; 2] = [FleetId::from_bytes([2; 16]), FleetId::from_bytes([3; 16])];

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn lived(fleet: usize, from: &str, to: &str) -> Lived {
        Lived {
            queue: QUEUE,
            fleet: FLEETS[fleet],
            job: JobId::from_bytes([4; 16]),
            job_name: "shot".to_owned(),
            user: "ada".to_owned(),
            from: at(from),
            to: at(to),
        }
    }

    fn question(group_by: &[UsageGroupByField], period: Option<Period>, zone: &str) -> Question {
        Question {
            from: at("2026-11-01T00:00:00Z"),
            to: at("2026-12-01T00:00:00Z"),
            group_by: group_by.to_vec(),
            statistics: UsageStatistic::ALL.to_vec(),
            period,
            offset: offset(Some(zone)).unwrap(),
            prices: Prices {
                worker_hour_usd: 2.0,
                of_fleets: [(FLEETS[1], 6.0)].into(),
            },
            scale: 0.5,
        }
    }

    fn told(question: Question, sessions: &[Lived]) -> Vec<Statistics> {
        let mut aggregation = Aggregation::new(question);
        sessions.iter().for_each(|one| aggregation.add(one));
        aggregation.into_statistics()
    }

    /// An hour and a half hour on a fleet of two dollars, an hour on one of six, all halved.
    #[test]
    fn sessions_are_added_up_by_what_they_have_in_common() {
        let sessions = [
            lived(0, "2026-11-02T10:00:00Z", "2026-11-02T11:00:00Z"),
            lived(0, "2026-11-03T10:00:00Z", "2026-11-03T10:30:00Z"),
            lived(1, "2026-11-04T10:00:00Z", "2026-11-04T11:00:00Z"),
        ];
        let rows = told(
            question(&[UsageGroupByField::FleetId], None, "UTC+00:00"),
            &sessions,
        );
        let shown: Vec<_> = rows.iter().map(|row| (row.fleet_id, row.count)).collect();
        assert_eq!(shown, [(Some(FLEETS[0]), 2), (Some(FLEETS[1]), 1)]);
        let (time, cost) = (&rows[0].runtime_in_seconds, &rows[0].cost_in_usd);
        assert_eq!(
            (time.min, time.max, time.avg, time.sum),
            (Some(1_800.0), Some(3_600.0), Some(2_700.0), Some(5_400.0))
        );
        assert_eq!((cost.sum, rows[1].cost_in_usd.sum), (Some(1.5), Some(3.0)));
        assert_eq!((rows[0].queue_id, &rows[0].job_name), (None, &None));
    }

    /// semantics 3.11-4.
    #[test]
    fn a_session_has_a_part_in_each_period_by_the_clock_of_the_zone() {
        // From 23:30 to 01:00 in India: half an hour of the 2nd, an hour of the 3rd.
        let session = lived(0, "2026-11-02T18:00:00Z", "2026-11-02T19:30:00Z");
        let by_day = question(
            &[UsageGroupByField::JobId],
            Some(Period::Daily),
            "UTC+05:30",
        );
        let rows = told(by_day, std::slice::from_ref(&session));
        let shown: Vec<_> = rows
            .iter()
            .map(|row| (row.aggregation_start_time, row.runtime_in_seconds.sum))
            .collect();
        assert_eq!(
            shown,
            [
                (Some(at("2026-11-01T18:30:00Z")), Some(1_800.0)),
                (Some(at("2026-11-02T18:30:00Z")), Some(3_600.0)),
            ]
        );
        assert_eq!(rows[0].job_name.as_deref(), Some("shot"));
        assert_eq!(
            rows[0].aggregation_end_time,
            Some(at("2026-11-02T18:30:00Z"))
        );
    }

    /// semantics 3.11-4.
    #[test]
    fn weeks_begin_on_mondays_and_months_have_their_own_lengths() {
        let session = lived(0, "2026-11-04T10:00:00Z", "2026-11-04T11:00:00Z");
        let bounds = |period, zone| {
            let rows = told(
                question(&[UsageGroupByField::QueueId], Some(period), zone),
                std::slice::from_ref(&session),
            );
            let row = &rows[0];
            (
                row.aggregation_start_time.unwrap(),
                row.aggregation_end_time.unwrap(),
            )
        };
        let week = (at("2026-11-02T00:00:00Z"), at("2026-11-09T00:00:00Z"));
        assert_eq!(bounds(Period::Weekly, "UTC+00:00"), week);
        let month = (at("2026-11-01T08:00:00Z"), at("2026-12-01T08:00:00Z"));
        assert_eq!(bounds(Period::Monthly, "UTC-08:00"), month);
        let hour = (at("2026-11-04T10:00:00Z"), at("2026-11-04T11:00:00Z"));
        assert_eq!(bounds(Period::Hourly, "UTC+00:00"), hour);
    }

    #[test]
    fn only_what_lies_in_the_asked_time_counts_and_only_what_is_asked_is_told() {
        let session = lived(0, "2026-10-31T23:00:00Z", "2026-11-01T01:00:00Z");
        let mut asked = question(&[UsageGroupByField::UsageType], None, "UTC+00:00");
        asked.statistics = vec![UsageStatistic::Sum];
        let rows = told(asked, &[session]);
        assert_eq!(rows[0].usage_type, Some(UsageType::Compute));
        let time = &rows[0].runtime_in_seconds;
        assert_eq!(
            (time.sum, time.min, time.max, time.avg),
            (Some(3_600.0), None, None, None)
        );
    }

    #[test]
    fn a_zone_is_read_as_it_is_written() {
        assert_eq!(offset(None), Some(Offset::UTC));
        assert_eq!(offset(Some("UTC-03:30")).unwrap().seconds(), -12_600);
        assert_eq!(offset(Some("UTC05:30")), None);
    }
}
