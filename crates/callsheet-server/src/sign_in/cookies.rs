//! Cookies that no script reads.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, header};

use crate::context::Cx;
use crate::error::{Error, Result};

pub(super) struct Cookie<'a> {
    pub name: &'static str,
    pub value: &'a str,
    pub path: &'a str,
    /// 0: it is over.
    pub age_s: i64,
}

impl Cookie<'_> {
    pub fn set(
        &self,
        cx: &Cx,
        parts: &Parts,
        mut response: Response<Bytes>,
    ) -> Result<Response<Bytes>> {
        let Self {
            name,
            value,
            path,
            age_s,
        } = self;
        let secure = if is_over_tls(cx, parts) {
            "; Secure"
        } else {
            ""
        };
        let text =
            format!("{name}={value}; Path={path}; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}");
        let text = HeaderValue::from_str(&text)
            .map_err(|why| Error::internal(format!("a cookie cannot be written: {why}")))?;
        response.headers_mut().insert(header::SET_COOKIE, text);
        Ok(response)
    }
}

pub(super) fn shown<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let cookies = parts.headers.get(header::COOKIE)?.to_str().ok()?.split(';');
    let mut cookies = cookies.filter_map(|one| one.trim().split_once('='));
    let (_, value) = cookies.find(|(named, _)| *named == name)?;
    Some(value)
}

/// Ours, or that of whatever stands before us and says so. Who lies about it only loses a cookie.
pub(super) fn is_over_tls(cx: &Cx, parts: &Parts) -> bool {
    if cx.config.tls.is_some() {
        return true;
    }
    let forwarded = parts.headers.get("x-forwarded-proto");
    forwarded.is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}
