//! The measuring rod: one axum route that answers with fixed bytes and does nothing else.

use std::path::Path;

use axum::Router;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

use super::failed;
use crate::refusal::{Naming, Refusal, Result};
use crate::render;

/// As many headers as our own answers have, and as long.
const REQUEST_ID: &str = "00000000-0000-0000-0000-000000000000";

/// Prints where it listens and serves until it is killed.
pub fn serve(file: &Path) -> Result<()> {
    let body = std::fs::read(file).naming("cannot read", file)?;
    let body: &'static [u8] = body.leak();
    let answer = move || async move {
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (HeaderName::from_static("x-amzn-requestid"), REQUEST_ID),
        ];
        (headers, body)
    };
    let path = "/2023-10-12/farms/{farm}/queues/{queue}/jobs/{job}/session-actions/{action}";
    let router = Router::new().route(path, get(answer));
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("cannot start: {error}")))?
        .block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
            let listener = listener.map_err(failed("cannot listen"))?;
            let address = listener.local_addr().map_err(failed("cannot listen"))?;
            render::print(&format!("{address}\n"));
            axum::serve(listener, router)
                .await
                .map_err(failed("cannot serve"))
        })
}
