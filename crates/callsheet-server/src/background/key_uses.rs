//! Writes down when access keys were used last: once a minute for all of them, not once a request.

use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    let uses = cx.keys.take_uses();
    if uses.is_empty() {
        return Ok(());
    }
    cx.store
        .write("key_uses", move |tx| -> Result<_> {
            for (id, at) in &uses {
                tx.note_use_of_access_key(id, *at)?;
            }
            Ok(())
        })
        .await
}
