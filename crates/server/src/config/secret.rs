//! Reads the settings that are secrets. Invariants: they come from the environment or from a file, never from the command line, which
//! everybody on the machine can read; no error message repeats a secret.

use url::Url;
use zeroize::Zeroizing;

use super::error::ConfigError;

/// A flag of the command line, the environment variable to use in its place, and whether its value is always a secret. Where that is
/// `false`, the value is a URL, and only its password is a secret.
const FLAGS: [(&str, &str, bool); 4] = [
    ("--secret-key", "LATCHKEY_SECRET_KEY", true),
    ("--previous-secret-key", "LATCHKEY_PREVIOUS_SECRET_KEY", true),
    ("--smtp-url", "LATCHKEY_SMTP_URL", false),
    ("--database-url", "LATCHKEY_DATABASE_URL", false),
];

/// Refuses a command line that carries a secret. `arguments` are those of the process.
///
/// # Errors
/// The first flag with a secret. The message names the variable to use, and does not repeat the value.
pub fn refuse_on_command_line(arguments: impl IntoIterator<Item = String>) -> Result<(), ConfigError> {
    let mut arguments = arguments.into_iter().peekable();
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), arguments.peek().map(String::as_str)),
        };
        let flag = FLAGS.iter().find(|(flag, ..)| *flag == name);
        if let Some((flag, variable, is_secret)) = flag
            && (*is_secret || value.is_some_and(holds_password))
        {
            return Err(ConfigError(format!(
                "{flag} on the command line can be read by everybody on this machine; set {variable} in the environment, or \
                 {variable}_FILE to the path of a file that holds it"
            )));
        }
    }
    Ok(())
}

fn holds_password(url: &str) -> bool {
    // A URL that cannot be parsed is taken for one with a password where it has an `@`.
    Url::parse(url).map_or(url.contains('@'), |url| {
        url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password")
    })
}

/// The secret setting `name`: the value of the environment variable `name` (`given`), or else the content of the file whose path is in the
/// variable `{name}_FILE`, without white space around it. `None` where neither is set.
///
/// # Errors
/// Both are set, or the file cannot be read, or it is empty.
pub(super) fn from_environment(
    name: &str,
    given: Option<&str>,
) -> Result<Option<Zeroizing<String>>, ConfigError> {
    let given = given.filter(|value| !value.trim().is_empty());
    let variable = format!("{name}_FILE");
    let file = std::env::var_os(&variable).filter(|path| !path.is_empty());
    match (given, file) {
        (Some(_), Some(_)) => Err(ConfigError(format!(
            "{name} and {variable} are both set; take one away"
        ))),
        (Some(value), None) => Ok(Some(Zeroizing::new(value.to_owned()))),
        (None, Some(path)) => {
            let path = std::path::PathBuf::from(path);
            let text = std::fs::read_to_string(&path)
                .map(Zeroizing::new)
                .map_err(|error| {
                    ConfigError(format!("{variable}: cannot read {}: {error}", path.display()))
                })?;
            if text.trim().is_empty() {
                return Err(ConfigError(format!("{variable}: {} is empty", path.display())));
            }
            Ok(Some(Zeroizing::new(text.trim().to_owned())))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_with_a_secret_is_refused_without_repeating_it() {
        for bad in [
            ["--secret-key", "hush"].as_slice(),
            &["--secret-key=hush"],
            &["serve", "--smtp-url", "smtps://u:hush@mail.example.com"],
            &["--database-url=postgres://u:hush@db/x"],
            &["--database-url", "postgres://u@db/x?password=hush"],
            &["--database-url", "postgres://u:hush@[db/x"],
        ] {
            let refused = refuse_on_command_line(bad.iter().map(ToString::to_string))
                .expect_err("refused")
                .0;
            assert!(
                !refused.contains("hush") && refused.contains("_FILE"),
                "{refused}"
            );
        }
        for good in [
            ["--smtp-url", "smtp://localhost:25"].as_slice(),
            &["--database-url", "sqlite://latchkey.db"],
            &["--database-url=postgres://u@db/x", "--listen", "[::]:80"],
        ] {
            assert!(
                refuse_on_command_line(good.iter().map(ToString::to_string)).is_ok(),
                "{good:?}"
            );
        }
    }
}
