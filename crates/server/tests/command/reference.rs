//! `docs/settings.md` says what `latchkey --help` says. `UPDATE_SNAPSHOTS=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command, CommandFactory as _};
use latchkey_server::cli::Cli;

const INTRODUCTION: &str = "# Commands and settings

Written from `latchkey --help` by the project's tests: change the text there. The [operator guide](operator-guide.md) says when to use what.

A setting is an environment variable, and for most of them also a flag. Secrets are no flags, because everybody on a machine can read a command line:
`LATCHKEY_SECRET_KEY`, `LATCHKEY_PREVIOUS_SECRET_KEY`, and `LATCHKEY_DATABASE_URL` and `LATCHKEY_SMTP_URL` where they hold a password. Instead of each of these four, the path
of a file that holds the value may be set, under the same name with `_FILE` behind it (`LATCHKEY_SECRET_KEY_FILE`). A bad value ends the command with one line that names it.
";

#[test]
fn the_reference_says_what_the_help_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let reference = reference();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &reference).expect("writes");
    }
    let written = std::fs::read_to_string(&path).expect("docs/settings.md");
    assert!(
        written == reference,
        "docs/settings.md is older than the help: UPDATE_SNAPSHOTS=1 cargo test -p latchkey-server --test command reference"
    );
}

fn reference() -> String {
    let mut latchkey = Cli::command();
    latchkey.build();
    let mut text = INTRODUCTION.to_owned();
    let serve = latchkey.find_subcommand("serve").expect("serve");
    text.push_str("\n## Settings of `latchkey serve`\n\n| variable | flag | usual value | what it is |\n|---|---|---|---|\n");
    for setting in serve
        .get_arguments()
        .filter(|argument| argument.get_env().is_some())
    {
        let flag = setting.get_long().filter(|_| !setting.is_hide_set());
        let flag = flag.map_or_else(String::new, |flag| format!("`--{flag}`"));
        let usual = match setting.get_default_values() {
            [] => String::new(),
            values => format!("`{}`", values[0].to_string_lossy()),
        };
        let _ = writeln!(
            text,
            "| `{}` | {flag} | {usual} | {} |",
            variable(setting),
            help(setting)
        );
    }
    text.push_str("\n## Commands\n");
    for command in latchkey.get_subcommands() {
        add(&mut text, "latchkey", command);
    }
    text
}

/// The command, or the commands below it.
fn add(text: &mut String, before: &str, command: &Command) {
    let name = format!("{before} {}", command.get_name());
    if command.get_name() == "help" {
        return;
    }
    if command.has_subcommands() {
        command
            .get_subcommands()
            .for_each(|below| add(text, &name, below));
        return;
    }
    let arguments = || command.get_arguments().filter(|argument| !is_usual(argument));
    let positional = arguments().filter(|argument| argument.is_positional());
    let usage = positional.map(|argument| format!(" {}", argument.get_id().as_str().to_uppercase()));
    let about = command
        .get_long_about()
        .or(command.get_about())
        .map(ToString::to_string);
    let _ = write!(
        text,
        "\n### `{name}{}`\n\n{}\n",
        usage.collect::<String>(),
        in_one_line(&about.unwrap_or_default())
    );
    let own = arguments()
        .filter(|argument| argument.get_env().is_none())
        .map(row)
        .collect::<String>();
    if !own.is_empty() {
        let _ = write!(text, "\n| argument | what it is |\n|---|---|\n{own}");
    }
    let variables = arguments()
        .filter(|argument| argument.get_env().is_some())
        .map(variable);
    let variables = variables
        .map(|variable| format!("`{variable}`"))
        .collect::<Vec<_>>();
    if !variables.is_empty() && command.get_name() != "serve" {
        let _ = write!(text, "\nSettings: {}.\n", variables.join(", "));
    }
}

fn row(argument: &Arg) -> String {
    let name = match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument.get_id().as_str().to_uppercase(),
    };
    format!("| `{name}` | {} |\n", help(argument))
}

/// Every command has these.
fn is_usual(argument: &Arg) -> bool {
    matches!(argument.get_id().as_str(), "help" | "version")
}

fn variable(argument: &Arg) -> String {
    argument
        .get_env()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn help(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help());
    in_one_line(&help.map(ToString::to_string).unwrap_or_default()).replace('|', "\\|")
}

/// As one paragraph that ends with a full stop.
fn in_one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.ends_with(['.', '?', ':']) || line.is_empty() {
        true => line,
        false => line + ".",
    }
}
