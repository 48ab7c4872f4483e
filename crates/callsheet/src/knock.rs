//! One request to the server, to see whether it is there: nothing is signed, nothing kept.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callsheet_client::{CallError, Unsigned, get_unsigned};

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    date: Option<String>,
}

pub async fn get(endpoint: &str, path: &str) -> Result<Answer, CallError> {
    let url = format!("{}{path}", endpoint.trim_end_matches('/'));
    let Unsigned { status, body, date } = get_unsigned(&url).await?;
    Ok(Answer { status, body, date })
}

impl Answer {
    /// How far the server's clock is from ours.
    pub fn clock_skew(&self) -> Option<Duration> {
        let theirs = UNIX_EPOCH + Duration::from_secs(seconds_of(self.date.as_deref()?)?);
        let ours = SystemTime::now();
        ours.duration_since(theirs)
            .or_else(|_| theirs.duration_since(ours))
            .ok()
    }
}

/// `Tue, 24 Nov 2026 08:19:01 GMT` as seconds since 1970.
fn seconds_of(date: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = date.split_once(", ")?.1.split(' ');
    let day: u64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year: u64 = words
        .next()?
        .parse()
        .ok()
        .filter(|year| (1970..10_000).contains(year))?;
    let clock: Vec<u64> = words
        .next()?
        .split(':')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [hours, minutes, seconds] = clock.try_into().ok()?;
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    let is_leap = leap_days(year) > leap_days(year - 1);
    let before_month = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month];
    let leap_day = u64::from(is_leap && month > 1);
    let days = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let days = days + before_month + leap_day + day.checked_sub(1)?;
    Some(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_http_date_is_a_number_of_seconds() {
        assert_eq!(seconds_of("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            seconds_of("Tue, 24 Nov 2026 08:19:01 GMT"),
            Some(1_795_508_341)
        );
        assert_eq!(
            seconds_of("Tue, 29 Feb 2028 23:59:59 GMT"),
            Some(1_835_481_599)
        );
        assert_eq!(seconds_of("yesterday"), None);
    }
}
