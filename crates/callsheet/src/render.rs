//! What commands print: tables for people, JSON for programs.

use std::io::{IsTerminal, Write};

use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Json,
}

#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Output {
    /// A table for people or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub output: Format,
}

/// Writes to stdout. A reader that went away (`| head`) wants no more, and that is no failure.
pub fn print(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// A remark beside the output: for people only, never into a pipe.
pub fn remark(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "{text}");
}

/// <https://no-color.org>: colours only where somebody can see them and nobody forbade them.
pub fn is_colored(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

pub fn print_json(value: &Value) {
    print(&format!("{value:#}\n"));
}

/// A table without frames, whose columns a person can cut with `awk`.
pub fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(head.map(str::to_uppercase));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    trimmed(&table.to_string())
}

/// Names and values, one a line.
pub fn facts(facts: &[(&str, String)]) -> String {
    let width = facts
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    facts
        .iter()
        .map(|(name, value)| format!("{name:width$}  {value}\n"))
        .collect()
}

fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    Green,
    Yellow,
    Red,
}

/// The word in this colour, if colours are wanted on stdout.
pub fn colored(word: &str, color: Color) -> String {
    if !is_colored(&std::io::stdout()) {
        return word.to_owned();
    }
    let code = match color {
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Red => 31,
    };
    format!("\u{1b}[{code}m{word}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_plain_text_without_trailing_blanks() {
        let rows = [
            ["fractal".to_owned(), "READY".to_owned()],
            ["b".to_owned(), String::new()],
        ];
        insta::assert_snapshot!(table(["name", "status"], &rows), @r"
        NAME     STATUS
        fractal  READY
        b
        ");
    }

    #[test]
    fn facts_stand_under_each_other() {
        let text = facts(&[("name", "a".to_owned()), ("priority", "50".to_owned())]);
        assert_eq!(text, "name      a\npriority  50\n");
    }
}
