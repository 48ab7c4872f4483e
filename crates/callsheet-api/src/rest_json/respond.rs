//! From a type to an answer. No response of the model has members outside its body, so an answer
//! is a status and JSON.

use crate::{Call, Exception};

/// A success, ready to be sent; refusals are [`Exception`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Empty for 204.
    pub body: Vec<u8>,
}

pub fn write_response<C: Call>(response: &C::Response) -> Result<Response, Exception> {
    let status = C::OPERATION.success_status();
    if status == 204 {
        return Ok(Response {
            status,
            body: Vec::new(),
        });
    }
    let body = serde_json::to_vec(response)
        .map_err(|error| Exception::internal(format!("an answer could not be written: {error}")))?;
    Ok(Response { status, body })
}
