//! `cargo xtask demo`: the platform, a demo company's identity provider and the sample app on this machine. Invariant: it needs nothing
//! but what it installs itself, and when it ends nothing that it started is left.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};

use super::{
    build,
    many_people::{self, Place},
    process::{self, Running},
    project, sample_app,
};

/// What the demo's database is made of.
pub(crate) const IMPORTED: &str = "demo/demo.toml";
pub(crate) const PLATFORM_PORT: u16 = 8080;
const IDP_PORT: u16 = 8081;
const PATIENCE: Duration = Duration::from_secs(30);

/// The client of the environment that one in ten of many people may enter; stands in `demo/demo.toml` too.
const CROWDED: &str = "expenses-acceptance";

/// Stands in `demo/demo.toml` too.
const IDP_SECRET: &str = "known-to-everybody-and-good-for-the-demo-only";

const TABLE: &str = "
Latchkey is running. Ctrl-C ends it.

  Platform                       http://localhost:8080
  Identity provider of Acme      http://localhost:8081   (how to connect it, and what goes wrong there)
  Company Expenses, Acceptance   http://localhost:8082   (with a sign-on screen)
  Company Expenses, Production   http://localhost:8083   (starts to sign in by itself)

  What                           Username                 Password
  Sign in by password            grace@globex.example     correct horse battery staple
  Sign in with SSO               ada@acme.example         analytical engine (asked for by Acme's page)
  Come as somebody new           alan@acme.example        analytical engine (asked for by Acme's page)
  In Company Expenses alone      petty.cash or office     a drawer full of receipts

Ada is an Administrator of Company Expenses, Grace a User; Alan may enter Acceptance, by his company's group.
Grace is the admin of Globex, which has no single sign-on yet: Control Center > Single Sign-On connects the same identity provider.

Mails that the platform would send are printed here, with their links.
";

/// Builds, runs, and waits for Ctrl-C. With `--people NUMBER`, Acme has that many.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let people = many_people::asked(arguments)?;
    ensure_ports_are_free()?;
    let programs = build::for_the_demo(people.is_some())?;
    ensure_ports_are_free()?;
    import(&programs.latchkey)?;
    if let Some(people) = people {
        println!("Writing people of Acme, {people} in all");
        let place = Place {
            url: &database_url()?,
            company: "acme",
            client_id: CROWDED,
            everybody: None,
        };
        many_people::write(&programs.many_people, &place, people)?;
    }
    let mut children = vec![
        start_fake_idp(&programs.beside.fake_idp)?,
        start_imported(&programs.latchkey)?,
    ];
    wait_until_ready(&mut children)?;
    children.extend(start_apps(&programs.beside.expenses)?);
    wait_for_apps(&mut children)?;
    println!("{TABLE}");
    children.push(start_outbox(&programs.latchkey)?);
    watch(&mut children)
}

pub(crate) fn ensure_ports_are_free() -> Result<()> {
    let apps = sample_app::ENVIRONMENTS
        .iter()
        .map(|app| (app.port, "the sample app"));
    let others = [
        (PLATFORM_PORT, "the platform"),
        (IDP_PORT, "the identity provider"),
    ];
    for (port, what) in others.into_iter().chain(apps) {
        ensure!(
            latchkey_free_port::is_free(port),
            "port {port} is taken, and {what} needs it: end what listens on 127.0.0.1:{port}"
        );
    }
    Ok(())
}

pub(crate) fn start_fake_idp(program: &Path) -> Result<Running> {
    let mut command = Command::new(program);
    command.args(["--listen", &format!("127.0.0.1:{IDP_PORT}")]);
    command.args(["--issuer", &format!("http://localhost:{IDP_PORT}")]);
    // Acme is connected; Globex is for whoever tries to connect a company.
    for company in ["acme", "globex"] {
        let callback = format!("http://localhost:{PLATFORM_PORT}/sso/callback/{company}");
        command.args(["--redirect-uri", &callback]);
    }
    command.args([
        "--client-keys-url",
        &format!("http://localhost:{PLATFORM_PORT}/sso/keys/acme"),
    ]);
    for what in ["universal-logout", "shared-signals"] {
        let address = format!("http://localhost:{PLATFORM_PORT}/sso/{what}/acme");
        command.args([format!("--{what}-url"), address]);
    }
    command.env("FAKE_IDP_CLIENT_SECRET", IDP_SECRET);
    Running::start("the identity provider", &mut command)
}

/// Loads the demo data, which is idempotent, and starts the server.
pub(crate) fn start_platform(program: &Path) -> Result<Running> {
    import(program)?;
    start_imported(program)
}

fn import(program: &Path) -> Result<()> {
    process::run(&mut latchkey(program, &["import", IMPORTED])?)
}

/// Starts the platform with the data that is there.
pub(crate) fn start_imported(program: &Path) -> Result<Running> {
    Running::start("the platform", &mut latchkey(program, &["serve"])?)
}

/// Both environments of the sample app.
pub(crate) fn start_apps(program: &Path) -> Result<Vec<Running>> {
    let environments = sample_app::ENVIRONMENTS.iter();
    environments
        .map(|app| sample_app::start(program, app, PLATFORM_PORT))
        .collect()
}

/// Prints mails as they come: the demo has no mail server.
pub(crate) fn start_outbox(program: &Path) -> Result<Running> {
    Running::start("the outbox", &mut latchkey(program, &["outbox", "--follow"])?)
}

/// `latchkey` with the demo's settings.
fn latchkey(program: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(program);
    command.args(arguments);
    command.env("LATCHKEY_PUBLIC_URL", format!("http://localhost:{PLATFORM_PORT}"));
    command.env("LATCHKEY_LISTEN", format!("127.0.0.1:{PLATFORM_PORT}"));
    command.env("LATCHKEY_DATABASE_URL", database_url()?);
    // The apps are called when somebody signs out.
    let apps = sample_app::ENVIRONMENTS.iter().map(|app| app.port);
    let callable = [IDP_PORT].into_iter().chain(apps);
    let callable: Vec<_> = callable.map(|port| format!("localhost:{port}")).collect();
    command.env("LATCHKEY_EGRESS_ALLOW", callable.join(","));
    // Mails are to be seen here, and go nowhere.
    command.env_remove("LATCHKEY_SMTP_URL");
    command.env(
        "LATCHKEY_LOG",
        std::env::var("LATCHKEY_LOG").unwrap_or_else(|_| "warn".into()),
    );
    Ok(command)
}

fn database_url() -> Result<String> {
    let folder = project::root().join("target/demo");
    fs::create_dir_all(&folder)?;
    Ok(format!("sqlite://{}", folder.join("latchkey.db").display()))
}

/// Returns when the platform says that it is ready and the identity provider accepts connections.
pub(crate) fn wait_until_ready(children: &mut [Running]) -> Result<()> {
    wait_until(children, || latchkey_free_port::answers(IDP_PORT) && is_ready())
}

/// Returns when the sample app accepts connections.
pub(crate) fn wait_for_apps(children: &mut [Running]) -> Result<()> {
    wait_until(children, || {
        sample_app::ENVIRONMENTS
            .iter()
            .all(|app| latchkey_free_port::answers(app.port))
    })
}

fn wait_until(children: &mut [Running], are_ready: impl Fn() -> bool) -> Result<()> {
    let started = Instant::now();
    while !are_ready() {
        ensure_alive(children)?;
        ensure!(
            started.elapsed() < PATIENCE,
            "not ready after {} seconds",
            PATIENCE.as_secs()
        );
        thread::sleep(Duration::from_millis(100));
    }
    ensure_alive(children)
}

/// Returns an error when a child ends by itself, and nothing when somebody wants it all to end.
pub(crate) fn watch(children: &mut [Running]) -> Result<()> {
    while !process::interrupted() {
        ensure_alive(children)?;
        thread::sleep(Duration::from_millis(200));
    }
    println!(
        "\nEnding {}.",
        children
            .iter()
            .map(Running::name)
            .collect::<Vec<_>>()
            .join(" and ")
    );
    children.iter_mut().for_each(Running::stop);
    Ok(())
}

fn ensure_alive(children: &mut [Running]) -> Result<()> {
    for child in children {
        if let Some(status) = child.poll()? {
            bail!(
                "{} ended by itself ({status}); what it said stands above",
                child.name()
            );
        }
    }
    ensure!(!process::interrupted(), "interrupted");
    Ok(())
}

fn is_ready() -> bool {
    status_of("/readyz").is_ok_and(|line| line.contains(" 200 "))
}

fn status_of(path: &str) -> Result<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", PLATFORM_PORT))?;
    connection.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(
        connection,
        "GET {path} HTTP/1.1\r\nHost: localhost:{PLATFORM_PORT}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_data_is_what_the_table_says() {
        let data = fs::read_to_string(project::root().join("demo/demo.toml")).unwrap();
        for part in [
            CROWDED,
            IDP_SECRET,
            "grace@globex.example",
            "correct horse battery staple",
            "ada@acme.example",
        ] {
            assert!(data.contains(&format!("\"{part}\"")), "{part}");
        }
        assert!(data.contains(&format!("\"http://localhost:{IDP_PORT}\"")));
        assert!(!data.contains("alan@"), "Alan comes as somebody new");
    }
}
