//! What one does with this project: set up, build, try, test, measure. `cargo xtask` lists the commands.
//!
//! Invariant: every command starts from whatever is there, does only what is missing, and says what it does before it
//! does it.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

mod bench;
mod build;
mod commit;
mod compact;
mod demo;
mod dev;
mod icons;
mod made_of;
mod many_people;
mod phrases;
mod precompress;
mod process;
mod project;
mod sample_app;
mod screens;
mod setup;
mod side_by_side;
mod stylesheets;
mod test;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};

use self::test::Journeys;

const HELP: &str = "\
cargo xtask COMMAND

  setup   install what is missing: the wasm target, build tools (into target/tools), Chromium, PostgreSQL,
          a mail server for tests
  build   the one release binary with the screens inside: target/dist/latchkey
  screens build the screens alone, quickly, as `demo` shows them: dist/embedded; `screens --release` as `build` has them
  demo    build, then run the platform and a company's identity provider on this machine (Ctrl-C ends it);
          `demo --people 1000000` gives the company that many people
  dev     like demo, unoptimised, and built again whenever a source file changes
  test    every check: format, lints, tidy, native, browser and end-to-end tests; `test --release` sends the last through the
          binary of `build` instead of an unoptimised server
  tidy    the project's own rules (also part of `test`)
  icons   draw the icons in `public` that are no SVG
  bench   measure sizes and speeds, and print them beside their targets; `bench PART` measures that alone,
          `bench --as-built` the binary that is there; `bench --beside BINARY` this build by turns with that earlier one";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            if process::interrupted() {
                ExitCode::from(130)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn command(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if matches!(arguments[..], [] | ["help" | "-h" | "--help", ..]) {
        println!("{HELP}");
        return Ok(());
    }
    process::listen_for_signals()?;
    std::env::set_current_dir(project::root())?;
    match arguments[..] {
        ["setup"] => setup::everything(),
        ["build"] => build::release().map(|binary| println!("\n{}", project::shown(&binary))),
        ["screens"] => screens::build_quickly(),
        ["screens", "--release"] => screens::build(),
        ["demo", ref arguments @ ..] => demo::run(arguments),
        ["dev"] => dev::run(),
        ["test"] => test::everything(Journeys::Unoptimised),
        ["test", "--release"] => test::everything(Journeys::Release),
        ["tidy"] => tidy::check(),
        ["icons"] => icons::write(),
        ["bench", ref parts @ ..] => bench::run(parts),
        _ => bail!("unknown command `{}`\n\n{HELP}", arguments.join(" ")),
    }
}
