//! What was measured, as a table or as JSON.

use serde_json::{Value, json};

use crate::render::{self, Format};

/// One number. `what` is said in words, so that a table can be read without a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub about: &'static str,
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
}

pub fn figure(
    about: &'static str,
    what: impl Into<String>,
    value: f64,
    unit: &'static str,
) -> Figure {
    Figure {
        about,
        what: what.into(),
        value,
        unit,
    }
}

pub struct Report {
    pub figures: Vec<Figure>,
}

impl Report {
    pub fn print(&self, format: Format) {
        match format {
            Format::Json => render::print_json(&self.as_json()),
            Format::Table => render::print(&self.as_text()),
        }
    }

    fn as_json(&self) -> Value {
        let figures: Vec<Value> = self
            .figures
            .iter()
            .map(|one| {
                json!({ "about": one.about, "what": one.what, "value": one.value, "unit": one.unit })
            })
            .collect();
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "build": build(),
            "cpus": cpus(),
            "figures": figures,
        })
    }

    fn as_text(&self) -> String {
        let rows: Vec<[String; 4]> = self
            .figures
            .iter()
            .map(|one| {
                let value = shown(one.value);
                [
                    one.about.to_owned(),
                    one.what.clone(),
                    value,
                    one.unit.to_owned(),
                ]
            })
            .collect();
        let table = render::table(["about", "what", "value", "unit"], &rows);
        format!(
            "callsheet {}, {} build, {} CPUs\n\n{table}",
            env!("CARGO_PKG_VERSION"),
            build(),
            cpus()
        )
    }
}

fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}

fn cpus() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Three digits that mean something; none after the point where there are three before it.
fn shown(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_shows_three_digits() {
        let shown: Vec<String> = [0.1234, 12.345, 123.45, 57_321.0].map(shown).into();
        assert_eq!(shown, ["0.12", "12.3", "123", "57321"]);
    }
}
