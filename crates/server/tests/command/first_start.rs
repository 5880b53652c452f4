//! The first start, and `latchkey company add`.

use crate::process::{Server, error_lines, folder, latchkey, log_lines, run};

fn get(server: &Server, path: &str) -> String {
    server.send(&format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        server.port
    ))
}

/// The link that stands alone in a line.
fn printed_link(log: &[String]) -> Option<String> {
    let links = log
        .iter()
        .map(|line| line.trim())
        .filter(|line| line.starts_with("http"));
    let links = links.collect::<Vec<_>>();
    assert!(links.len() <= 1, "{links:?}");
    links.first().map(|link| (*link).to_owned())
}

#[test]
fn an_empty_platform_prints_its_link_outside_the_log_until_there_is_a_company() {
    let folder = folder();
    let server = Server::start(&folder);
    let link = loop {
        if let Some(link) = printed_link(&error_lines(&folder)) {
            break link;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let (origin, path) = link.split_once("/set-up").expect("the set-up page");
    assert_eq!(origin, format!("http://localhost:{}", server.port));
    let answer = get(&server, &format!("/set-up{path}"));
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(server.end("TERM").success());
    let token = link.split_once("token=").expect("a token").1;
    for line in log_lines(&folder) {
        assert!(!line.contains(token), "a secret is in the log: {line}");
        assert!(line.starts_with('{'), "the log is JSON alone: {line}");
    }
    let server = Server::start(&folder);
    let again = loop {
        if let Some(link) = printed_link(&error_lines(&folder)) {
            break link;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_ne!(link, again, "each start prints a new one");
    assert!(server.end("TERM").success());
    let company = [
        "company",
        "add",
        "--name",
        "Initech",
        "--domain",
        "initech.example",
    ];
    let admin = ["--admin", "peter@initech.example", "--first-name", "Peter"];
    let mut command = latchkey(&folder, &[company.as_slice(), &admin].concat(), &[]);
    let output = command.output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("\"initech\"") && said.contains("peter@initech.example"),
        "{said}"
    );
    let link = String::from_utf8(output.stdout).expect("text");
    let path = link
        .trim()
        .strip_prefix("http://localhost:8080")
        .expect("the usual address");
    let server = Server::start(&folder);
    let answer = get(&server, path);
    assert!(
        answer.starts_with("HTTP/1.1 303") && answer.contains("location: /reset-password/"),
        "{answer}"
    );
    assert!(get(&server, "/set-up").starts_with("HTTP/1.1 404"));
    assert!(server.end("TERM").success());
    assert_eq!(
        printed_link(&error_lines(&folder)),
        None,
        "the first start is over"
    );
    let mut again = latchkey(&folder, &[company.as_slice(), &admin].concat(), &[]);
    again.stdout(std::process::Stdio::null());
    let (status, said) = run(again);
    assert!(
        !status.success() && said.contains("nothing was changed"),
        "{said}"
    );
}
