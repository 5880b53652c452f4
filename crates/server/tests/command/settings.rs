//! A bad value ends the start with one clear line.

use crate::process::{folder, latchkey, run};

#[test]
fn each_bad_value_is_named_in_one_line() {
    for (name, value) in [
        ("LATCHKEY_PUBLIC_URL", "http://login.example.com"),
        ("LATCHKEY_PUBLIC_URL", "nonsense"),
        ("LATCHKEY_LISTEN", "8080"),
        ("LATCHKEY_DATABASE_URL", "mysql://db/latchkey"),
        ("LATCHKEY_SECRET_KEY", "c2hvcnQ="),
        ("LATCHKEY_EGRESS_ALLOW", "10.0.0.0/99"),
        ("LATCHKEY_EGRESS_CA", "/nowhere/ca.pem"),
        ("LATCHKEY_TRUSTED_PROXIES", "everybody"),
        ("LATCHKEY_SESSION_TTL", "soon"),
        ("LATCHKEY_LOG", "latchkey=loudly"),
        ("LATCHKEY_AUDIT_RETENTION", "a while"),
        ("LATCHKEY_AUDIT_RETENTION", "1d"),
        ("LATCHKEY_PLATFORM_NAME", " "),
        ("LATCHKEY_PLATFORM_NAME", "Latch\u{200b}key"),
        ("LATCHKEY_PLATFORM_NAME", "\u{202e}yekhctaL"),
        ("LATCHKEY_PLATFORM_COLOUR", "blue"),
        ("LATCHKEY_PLATFORM_COLOUR", "#ffff00"),
        ("LATCHKEY_PLATFORM_LOGO", "/nowhere/logo.png"),
        (
            "LATCHKEY_PLATFORM_LOGO",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ),
        (
            "LATCHKEY_PLATFORM_LOGO",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/favicon.svg"),
        ),
        ("LATCHKEY_SMTP_URL", "https://u:hush@mail.example.com"),
        ("LATCHKEY_SMTP_CA", "/nowhere/ca.pem"),
        ("LATCHKEY_MAIL_FROM", "nobody"),
    ] {
        let (status, said) = run(latchkey(&folder(), &["serve"], &[(name, value)]));
        assert!(!status.success(), "{name}={value}");
        assert_eq!(said.trim_end().lines().count(), 1, "{name}={value}: {said}");
        assert!(
            said.starts_with("latchkey: ") && said.contains(name),
            "{name}={value}: {said}"
        );
        assert!(
            name != "LATCHKEY_SECRET_KEY" || !said.contains(value),
            "a key is not repeated: {said}"
        );
        assert!(!said.contains("hush"), "nor is a password: {said}");
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let environment = [
        ("LATCHKEY_DATABASE_URL", "postgres://latchkey:hush@127.0.0.1:9/x"),
        ("LATCHKEY_SECRET_KEY", key),
    ];
    let (status, said) = run(latchkey(&folder(), &["serve"], &environment));
    assert!(!status.success());
    assert!(
        said.contains("LATCHKEY_DATABASE_URL") && !said.contains("hush"),
        "{said}"
    );
    let (status, said) = run(latchkey(&folder(), &["serve"], &environment[..1]));
    assert!(
        !status.success() && said.contains("LATCHKEY_SECRET_KEY is required with PostgreSQL"),
        "{said}"
    );
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let (status, said) = run(latchkey(&folder(), &["serve"], &[("LATCHKEY_LISTEN", &address)]));
    assert!(
        !status.success() && said.contains("LATCHKEY_LISTEN") && said.contains(&address),
        "{said}"
    );
}

#[test]
fn help_tells_of_every_setting() {
    let output = latchkey(&folder(), &["serve", "--help"], &[])
        .output()
        .expect("runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for name in [
        "PUBLIC_URL",
        "LISTEN",
        "DATABASE_URL",
        "SECRET_KEY",
        "EGRESS_ALLOW",
        "EGRESS_CA",
        "TRUSTED_PROXIES",
        "SESSION_TTL",
        "LOG",
        "PLATFORM_NAME",
        "AUDIT_RETENTION",
        "SECRET_KEY_FILE",
        "SMTP_URL_FILE",
    ] {
        assert!(help.contains(&format!("LATCHKEY_{name}")), "{name}: {help}");
    }
}

#[test]
fn a_secret_on_the_command_line_is_refused_without_repeating_it() {
    let key = "aHVzaGh1c2hodXNoaHVzaGh1c2hodXNoaHVzaGh1c2g=";
    for arguments in [
        ["serve", "--secret-key", key].as_slice(),
        &[
            "import",
            "x.toml",
            "--secret-key=aHVzaGh1c2hodXNoaHVzaGh1c2hodXNoaHVzaGh1c2g=",
        ],
        &["serve", "--smtp-url", "smtps://u:hush@mail.example.com"],
        &[
            "outbox",
            "--database-url",
            "postgres://latchkey:hush@127.0.0.1:9/x",
        ],
    ] {
        let (status, said) = run(latchkey(&folder(), arguments, &[]));
        assert!(
            !status.success() && said.contains("LATCHKEY_"),
            "{arguments:?}: {said}"
        );
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(!said.contains("hush") && !said.contains(key), "{said}");
    }
}

#[test]
fn secrets_can_be_in_files() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    std::fs::write(path("key"), format!("{key}\n")).expect("writes");
    std::fs::write(path("short"), "c2hvcnQ=").expect("writes");
    std::fs::write(path("url"), "postgres://latchkey:hush@127.0.0.1:9/x\n").expect("writes");
    std::fs::write(path("smtp"), "https://u:hush@mail.example.com\n").expect("writes");
    let (absent, key_file, short, url, smtp) = (
        path("absent"),
        path("key"),
        path("short"),
        path("url"),
        path("smtp"),
    );
    for (environment, named) in [
        (
            vec![("LATCHKEY_SECRET_KEY_FILE", &absent)],
            "LATCHKEY_SECRET_KEY_FILE",
        ),
        (vec![("LATCHKEY_SECRET_KEY_FILE", &short)], "LATCHKEY_SECRET_KEY"),
        (
            vec![
                ("LATCHKEY_SECRET_KEY_FILE", &key_file),
                ("LATCHKEY_SECRET_KEY", &key.to_owned()),
            ],
            "are both set",
        ),
        (vec![("LATCHKEY_SMTP_URL_FILE", &smtp)], "LATCHKEY_SMTP_URL"),
        (
            vec![
                ("LATCHKEY_DATABASE_URL_FILE", &url),
                ("LATCHKEY_SECRET_KEY_FILE", &key_file),
            ],
            "LATCHKEY_DATABASE_URL",
        ),
    ] {
        let environment = environment.iter().map(|(name, value)| (*name, value.as_str()));
        let (status, said) = run(latchkey(&folder, &["serve"], &environment.collect::<Vec<_>>()));
        assert!(!status.success() && said.contains(named), "{named}: {said}");
        assert!(!said.contains("hush") && !said.contains("c2hvcnQ="), "{said}");
    }
    let environment = [
        ("LATCHKEY_SECRET_KEY_FILE", key_file.as_str()),
        ("LATCHKEY_DATABASE_URL", "sqlite://other.db"),
    ];
    let (status, said) = run(latchkey(&folder, &["outbox"], &environment));
    assert!(!status.success() && said.contains("there is no file"), "{said}");
    assert!(
        !folder.path().join("other.db").exists(),
        "a command that looks makes no database"
    );
    std::fs::write(path("empty.toml"), "").expect("writes");
    for arguments in [&["import", "empty.toml"][..], &["outbox"]] {
        let (status, said) = run(latchkey(&folder, arguments, &environment));
        assert!(status.success(), "{said}");
    }
    assert!(
        !folder.path().join("other.db.key").exists(),
        "the one of the file is the key"
    );
}
