//! String enums.

use std::fmt::Write as _;

use anyhow::Result;

use super::{BANNER, facts::Facts, names};

pub fn write(facts: &Facts) -> Result<String> {
    let mut text = format!("{BANNER}//! Every string enum of the model.\n\n");
    writeln!(text, "use crate::string_enum::string_enum;\n")?;
    for (name, shape) in facts.shapes().filter(|(_, shape)| !shape.r#enum.is_empty()) {
        let chosen = facts.choices.variants.get(name);
        writeln!(text, "string_enum! {{\n    {name} {{")?;
        for value in &shape.r#enum {
            let chosen = chosen.and_then(|chosen| chosen.get(value)).cloned();
            let variant = chosen.unwrap_or_else(|| names::variant(value));
            writeln!(text, "        {variant} = {value:?},")?;
        }
        writeln!(text, "    }}\n}}\n")?;
    }
    Ok(text)
}
