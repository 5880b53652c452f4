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
        ("LATCHKEY_PLATFORM_NAME", " "),
        ("LATCHKEY_PLATFORM_COLOUR", "blue"),
        ("LATCHKEY_PLATFORM_COLOUR", "#ffff00"),
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
    ] {
        assert!(help.contains(&format!("LATCHKEY_{name}")), "{name}: {help}");
    }
}
