//! What a shell of the job's user is told on its stdin. Environments of jobs hold secrets, and the
//! words of a command are everybody's to read, so nothing of a job goes there.

use std::collections::BTreeMap;
use std::path::Path;

/// What `sudo` adds about who called it: the worker's affair.
const OF_SUDO: &str = "unset SUDO_COMMAND SUDO_USER SUDO_UID SUDO_GID SUDO_PS1\n";

#[derive(Default)]
pub struct Script(String);

impl Script {
    /// Becomes the command in the folder, with these variables on top of those of the login; what
    /// has no value is taken away.
    pub fn running(
        args: &[String],
        env: &BTreeMap<String, Option<String>>,
        folder: &Path,
    ) -> Result<Self, String> {
        let mut script = Script(OF_SUDO.to_owned());
        script.enter(&folder.to_string_lossy());
        for (name, value) in env.iter().filter(|(name, _)| is_identifier(name)) {
            match value {
                Some(value) => script.line(&["export ", name, "=", &quoted(value)]),
                None => script.line(&["unset ", name]),
            }
        }
        let words: Vec<String> = args.iter().map(|arg| quoted(arg)).collect();
        // The shell's own input ends here.
        script.line(&["exec ", &words.join(" "), " </dev/null"]);
        if script.0.contains('\0') {
            return Err("a NUL can be in no argument and in no variable".to_owned());
        }
        Ok(script)
    }

    pub fn enter(&mut self, folder: &str) {
        self.line(&["cd ", &quoted(folder), " || exit 126"]);
    }

    pub fn print(&mut self, text: &str) {
        self.line(&["echo ", &quoted(text)]);
    }

    fn line(&mut self, parts: &[&str]) {
        self.0.extend(parts.iter().copied());
        self.0.push('\n');
    }

    pub fn text(self) -> String {
        self.0
    }
}

/// A shell has no other variables.
fn is_identifier(name: &str) -> bool {
    let is_digit = |it: char| it.is_ascii_digit();
    !name.is_empty()
        && !name.starts_with(is_digit)
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    fn run(script: Script) -> String {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-s").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell
            .env("GONE", "x")
            .env("SUDO_USER", "agent")
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(script.text().as_bytes()).unwrap();
        drop(stdin);
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    }

    #[test]
    fn words_and_variables_arrive_as_they_are() {
        let odd = "a b'c\"$(d)`e`\\\n\tü*";
        let env = BTreeMap::from([
            ("ODD".to_owned(), Some(odd.to_owned())),
            ("GONE".to_owned(), None),
            ("NO-NAME; exit 1".to_owned(), Some(String::new())),
        ]);
        let script = r#"printf '%s|' "$1" "$ODD" "${GONE-none}" "${SUDO_USER-none}" "$PWD"; cat"#;
        let args = ["sh", "-c", script, "sh", odd].map(str::to_owned);
        let made = Script::running(&args, &env, Path::new("/")).unwrap();
        assert_eq!(run(made), format!("{odd}|{odd}|none|none|/|"));
    }

    #[test]
    fn a_nul_is_refused() {
        let args = ["echo".to_owned(), "a\0b".to_owned()];
        assert!(Script::running(&args, &BTreeMap::new(), Path::new("/")).is_err());
    }
}
