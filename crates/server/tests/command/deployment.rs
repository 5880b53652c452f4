//! The files of `deploy/` are what the tools that read them take: linters, nginx, systemd, a container's file system.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory as _;
use latchkey_server::cli::Cli;
use promql_parser::parser::{self, Expr};

use crate::nginx::{self, program};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn deployed(file: &str) -> PathBuf {
    root().join("deploy").join(file)
}

fn read(file: &str) -> String {
    fs::read_to_string(deployed(file)).expect(file)
}

/// A program of the Python packages that `cargo xtask setup` installs.
fn linter(name: &str) -> Command {
    let packages = root().join("target/tools/python-deployment");
    let mut command = match name {
        "hadolint" => Command::new(packages.join("bin/hadolint")),
        module => {
            let mut python = Command::new("python3");
            python.args(["-m", module]);
            python
        }
    };
    command.env("PYTHONPATH", packages);
    command
}

fn assert_succeeds(mut command: Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; `cargo xtask setup` installs it"));
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{command:?}: {said}");
    output
}

/// A YAML file as JSON, by documents.
fn documents(file: &Path) -> Vec<serde_json::Value> {
    let program = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    let mut python = Command::new("python3");
    python.env("PYTHONPATH", root().join("target/tools/python-deployment"));
    python.args([OsStr::new("-c"), OsStr::new(program), file.as_os_str()]);
    serde_json::from_slice(&assert_succeeds(python).stdout).expect("JSON")
}

#[test]
fn the_manifests_are_what_kubernetes_takes() {
    let manifests = deployed("kubernetes/latchkey.yaml");
    let mut validate = linter("kubernetes_validate");
    validate.args(["--strict", "--no-warn"]).arg(&manifests);
    assert_succeeds(validate);
    let documents = documents(&manifests);
    let kind = |kind: &str| {
        documents
            .iter()
            .find(|one| one["kind"] == kind)
            .expect("of that kind")
    };
    let pod = &kind("Deployment")["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    for (probe, path) in [
        ("startupProbe", "/healthz"),
        ("livenessProbe", "/healthz"),
        ("readinessProbe", "/readyz"),
    ] {
        assert_eq!(container[probe]["httpGet"]["path"], path, "{probe}");
    }
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(kind("PodDisruptionBudget")["spec"]["minAvailable"], 1);
    assert_eq!(
        kind("Deployment")["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"],
        0
    );
    // What selects the pods finds them.
    let labels = &kind("Deployment")["spec"]["template"]["metadata"]["labels"];
    assert_eq!(&kind("Service")["spec"]["selector"], labels);
    assert_eq!(
        &kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        labels
    );
}

#[test]
fn settings_in_the_examples_are_settings() {
    let mut latchkey = Cli::command();
    latchkey.build();
    let serve = latchkey.find_subcommand("serve").expect("serve");
    let known = serve.get_arguments().filter_map(|argument| argument.get_env());
    let mut known: BTreeSet<_> = known.map(|name| name.to_string_lossy().into_owned()).collect();
    // Has no option: it is set while the key is being changed alone.
    known.insert("LATCHKEY_PREVIOUS_SECRET_KEY".to_owned());
    for file in [
        "kubernetes/latchkey.yaml",
        "systemd/latchkey.service",
        "container/Containerfile",
        "nginx/latchkey.conf",
    ] {
        let text = read(file);
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for word in words.filter(|word| word.starts_with("LATCHKEY_")) {
            let setting = word.trim_end_matches("_FILE");
            assert!(known.contains(setting), "{file}: {word}");
        }
    }
}

#[test]
fn the_container_file_is_clean_and_its_file_system_holds_all_that_the_program_needs() {
    let mut lint = linter("hadolint");
    lint.arg(deployed("container/Containerfile"));
    assert_succeeds(lint);
    let folder = tempfile::tempdir().expect("a folder");
    let image = folder.path().join("image");
    let mut make = Command::new("sh");
    make.arg(deployed("container/rootfs.sh"))
        .arg(env!("CARGO_BIN_EXE_latchkey"));
    assert_succeeds({
        make.arg(&image);
        make
    });
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .expect("id")
        .stdout
        .trim_ascii()
        == b"0";
    let mut inside = match is_root {
        true => Command::new("chroot"),
        false => {
            let mut unshare = Command::new("unshare");
            unshare.args(["--map-root-user", "chroot"]);
            unshare
        }
    };
    inside.arg(&image).args(["/usr/bin/latchkey", "--version"]);
    let output = assert_succeeds(inside);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("latchkey "));
}

/// A setting and the file of it exclude each other, and what an image sets stays set in each container.
#[test]
fn what_the_image_and_the_unit_set_leaves_room_for_secrets_as_files() {
    let image = read("container/Containerfile");
    let unit = read("systemd/latchkey.service");
    let set_by_unit = unit.lines().filter_map(|line| line.strip_prefix("Environment="));
    let words = |text: &str| {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let words = text.split(move |letter| !is_name(letter)).map(str::to_owned);
        words
            .filter(|word| word.starts_with("LATCHKEY_"))
            .collect::<Vec<_>>()
    };
    let set: BTreeSet<String> = set_by_unit.chain([image.as_str()]).flat_map(words).collect();
    for file in ["kubernetes/latchkey.yaml", "systemd/latchkey.service"] {
        for word in words(&read(file)) {
            let of_file = word.strip_suffix("_FILE");
            assert!(!of_file.is_some_and(|name| set.contains(name)), "{file}: {word}");
        }
    }
}

#[test]
fn systemd_takes_the_unit_and_finds_it_well_confined() {
    let folder = tempfile::tempdir().expect("a folder");
    let unit = folder.path().join("latchkey.service");
    // The program of the example need not be on this machine.
    let text =
        read("systemd/latchkey.service").replace("/usr/local/bin/latchkey", env!("CARGO_BIN_EXE_latchkey"));
    fs::write(&unit, text).expect("writes");
    let analyze = || Command::new(program("systemd-analyze"));
    let mut verify = analyze();
    verify.args(["verify", "--man=no"]).arg(&unit);
    let output = assert_succeeds(verify);
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut security = analyze();
    // Tenths: from 2.0 on systemd calls a service no longer "OK".
    security.args(["security", "--no-pager", "--offline=true", "--threshold=20"]);
    security.arg(&unit);
    assert_succeeds(security);
}

#[test]
fn nginx_takes_its_example() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut certificate = Command::new("openssl");
    certificate.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ]);
    certificate.args(["-subj", "/CN=id.example.com", "-days", "1"]);
    certificate.args(["-keyout", &at("privkey.pem"), "-out", &at("fullchain.pem")]);
    assert_succeeds(certificate);
    let site = read("nginx/latchkey.conf").replace("/etc/ssl/latchkey", &folder.path().display().to_string());
    let configuration = nginx::configuration(folder.path(), &site);
    let mut check = Command::new(program("nginx"));
    check.args(["-t", "-c", &configuration, "-e", &at("nginx.log")]);
    assert_succeeds(check);
}

#[test]
fn alerts_and_dashboard_ask_for_metrics_that_there_are() {
    let guide = fs::read_to_string(root().join("docs/monitoring.md")).expect("the guide");
    let rows = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `latchkey_")?.split_once("` |"));
    let labels: Vec<_> = rows
        .map(|(name, rest)| {
            (
                format!("latchkey_{name}"),
                rest.split('|').next().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let alerts = documents(&deployed("monitoring/alerts.yml"));
    let rules = alerts[0]["groups"][0]["rules"].as_array().expect("rules");
    let mut queries: Vec<_> = rules.iter().map(|rule| text_of(&rule["expr"])).collect();
    assert!(
        rules.iter().all(|rule| rule["annotations"]["action"].is_string()),
        "each alert says what to do"
    );
    let dashboard: serde_json::Value =
        serde_json::from_str(&read("monitoring/dashboard.json")).expect("JSON");
    for panel in dashboard["panels"].as_array().expect("panels") {
        let targets = panel["targets"].as_array().expect("targets");
        queries.extend(targets.iter().map(|target| text_of(&target["expr"])));
    }
    assert!(queries.len() > 20);
    for query in queries {
        let parsed = parser::parse(&query).unwrap_or_else(|error| panic!("{query}: {error}"));
        for (metric, label) in selectors(&parsed) {
            if metric == "up" {
                continue;
            }
            let known = labels.iter().find(|(name, _)| *name == metric);
            let (_, known) = known.unwrap_or_else(|| panic!("{query}: there is no {metric}"));
            assert!(
                label.iter().all(|label| known.contains(&format!("`{label}`"))),
                "{query}: {label:?}"
            );
        }
    }
}

fn text_of(value: &serde_json::Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The metrics that a query selects, each with the labels that it is selected by.
fn selectors(expression: &Expr) -> Vec<(String, Vec<String>)> {
    let selector = |selector: &parser::VectorSelector| {
        let labels = selector
            .matchers
            .matchers
            .iter()
            .map(|matcher| matcher.name.clone());
        vec![(selector.name.clone().expect("a name"), labels.collect())]
    };
    match expression {
        Expr::VectorSelector(vector) => selector(vector),
        Expr::MatrixSelector(matrix) => selector(&matrix.vs),
        Expr::Aggregate(aggregate) => selectors(&aggregate.expr),
        Expr::Paren(paren) => selectors(&paren.expr),
        Expr::Unary(unary) => selectors(&unary.expr),
        Expr::Binary(binary) => [selectors(&binary.lhs), selectors(&binary.rhs)].concat(),
        Expr::Call(call) => call
            .args
            .args
            .iter()
            .flat_map(|argument| selectors(argument))
            .collect(),
        _ => Vec::new(),
    }
}
