//! Order and pages of keys: keys sort by their bytes, and a place between them is a byte string.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::S3Error;
use s3s::dto::EncodingType;

use super::catalogue::Position;
use super::trouble::invalid_argument;

/// As many as S3 lists at once.
pub const MOST_KEYS: usize = 1000;

/// What stays as it is in a key that is listed URL-encoded.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/')
    .remove(b'*');

/// Behind every key that begins with this: no UTF-8 has that byte.
pub(super) fn behind_all(prefix: &str) -> Position {
    [prefix.as_bytes(), &[0xff]].concat()
}

/// The first place behind this key.
pub(super) fn behind(key: &str) -> Position {
    let mut position = key.as_bytes().to_vec();
    position.push(0);
    position
}

/// For a client that goes on later, which reads nothing from it.
pub(super) fn token(position: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(position)
}

pub(super) fn of_token(token: &str) -> Result<Position, S3Error> {
    let position = URL_SAFE_NO_PAD.decode(token);
    position.map_err(|_| invalid_argument("the continuation token is not one of this list"))
}

/// How many to list, by what the request says.
pub(super) fn limit(asked: Option<i32>, what: &str) -> Result<usize, S3Error> {
    let asked = match asked {
        None => return Ok(MOST_KEYS),
        Some(asked) => asked,
    };
    let limit = usize::try_from(asked);
    let limit = limit.map_err(|_| invalid_argument(format!("{what} must not be negative")))?;
    Ok(limit.min(MOST_KEYS))
}

/// How keys are written into a list: XML cannot hold all of them as they are.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    Plain,
    Url,
}

impl Encoding {
    pub fn of(asked: Option<&EncodingType>) -> Result<Self, S3Error> {
        match asked.map(EncodingType::as_str) {
            None => Ok(Self::Plain),
            Some(EncodingType::URL) => Ok(Self::Url),
            Some(_) => Err(invalid_argument("encoding-type can be `url` only")),
        }
    }

    pub fn write(self, key: String) -> String {
        match self {
            Self::Plain => key,
            Self::Url => utf8_percent_encode(&key, KEPT).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_prefix_is_behind_all_that_begin_with_it() {
        let behind = behind_all("a/");
        assert!(behind > "a/\u{10ffff}".to_owned().into_bytes());
        assert!(behind < b"a0".to_vec());
    }

    #[test]
    fn nothing_sorts_between_a_key_and_the_place_behind_it() {
        assert!(behind("a").as_slice() > &b"a"[..]);
        assert!(behind("a").as_slice() <= &b"a\0"[..]);
        let position = behind("ä/ö");
        assert_eq!(of_token(&token(&position)).unwrap(), position);
        assert!(of_token("not one!").is_err());
    }

    #[test]
    fn keys_are_encoded_so_that_every_client_reads_them_back() {
        let key = "a b+c/%é.xxh128~".to_owned();
        assert_eq!(
            Encoding::Url.write(key.clone()),
            "a%20b%2Bc/%25%C3%A9.xxh128~"
        );
        assert_eq!(Encoding::Plain.write(key.clone()), key);
    }
}
