//! Places in logs, and the tokens that readers carry them in.

use super::Refusal;

/// Before which event of a stream: the first that has this time and number, or later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub ms: i64,
    pub seq: i64,
}

/// Which way a token of GetLogEvents leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Forward,
    Backward,
}

/// The token of one stream; with another stream's nobody gets far.
pub(crate) fn stream_token(way: Way, stream_key: i64, at: Position) -> String {
    let way = match way {
        Way::Forward => 'f',
        Way::Backward => 'b',
    };
    format!("{way}/{stream_key}/{}/{}", at.ms, at.seq)
}

pub(crate) fn read_stream_token(token: &str, stream_key: i64) -> Result<(Way, Position), Refusal> {
    let (way, numbers) = token.split_once('/').ok_or(Refusal::BadToken)?;
    let way = match way {
        "f" => Way::Forward,
        "b" => Way::Backward,
        _ => return Err(Refusal::BadToken),
    };
    let [stream, ms, seq] = numbers_of(numbers)?;
    if stream != stream_key {
        return Err(Refusal::BadToken);
    }
    Ok((way, Position { ms, seq }))
}

/// Before which event of a group: its streams' events are merged by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupPosition {
    pub ms: i64,
    pub stream_key: i64,
    pub seq: i64,
}

pub(crate) fn group_token(group_key: i64, at: GroupPosition) -> String {
    format!("g/{group_key}/{}/{}/{}", at.ms, at.stream_key, at.seq)
}

pub(crate) fn read_group_token(token: &str, group_key: i64) -> Result<GroupPosition, Refusal> {
    let numbers = token.strip_prefix("g/").ok_or(Refusal::BadToken)?;
    let [group, ms, stream_key, seq] = numbers_of(numbers)?;
    if group != group_key {
        return Err(Refusal::BadToken);
    }
    Ok(GroupPosition {
        ms,
        stream_key,
        seq,
    })
}

fn numbers_of<const N: usize>(text: &str) -> Result<[i64; N], Refusal> {
    let numbers: Option<Vec<i64>> = text.split('/').map(|number| number.parse().ok()).collect();
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or(Refusal::BadToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_back_to_its_place_and_no_other() {
        let at = Position { ms: 12, seq: 3 };
        let token = stream_token(Way::Backward, 7, at);
        assert_eq!(read_stream_token(&token, 7).unwrap(), (Way::Backward, at));
        assert!(read_stream_token(&token, 8).is_err());
        for other in [
            "",
            "f",
            "f/7/1",
            "f/7/1/2/3",
            "x/7/1/2",
            "f/7/one/2",
            "g/7/1/2",
        ] {
            assert!(read_stream_token(other, 7).is_err(), "{other}");
        }
        let at = GroupPosition {
            ms: 1,
            stream_key: 2,
            seq: 3,
        };
        assert_eq!(read_group_token(&group_token(9, at), 9).unwrap(), at);
        assert!(read_group_token(&group_token(9, at), 8).is_err());
    }
}
