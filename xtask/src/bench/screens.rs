//! What the screens weigh on the wire, and what Lighthouse says of the first of them.

use std::{fs, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{
    Row,
    database::{self, PASSWORD},
    platform::Platform,
};
use crate::{process, project, setup};

const RUNS: usize = 3;

/// The cold sign-in screen and the cold portal, all requests with their headers.
pub(crate) fn sizes(platform: &Platform) -> Result<Vec<Row>> {
    println!("Weighing the screens");
    let mut node = Command::new("node");
    node.current_dir(project::root().join("tests/e2e"))
        .arg("measure/sizes.mjs");
    node.args([platform.url(), database::username(0), PASSWORD.to_owned()]);
    node.env("CHROME_PATH", setup::chromium().context("Chromium is missing")?);
    let printed = process::run_and_read(&mut node)?;
    let sizes: Value = serde_json::from_str(printed.trim())?;
    let kilobytes = |page: &str| {
        sizes[page]["bytes"]
            .as_f64()
            .map(|bytes| bytes / 1024.0)
            .context("no size")
    };
    Ok(vec![
        Row::at_most(
            "Sign-in screen, cold, all requests",
            kilobytes("signIn")?,
            85.0,
            "KB",
        ),
        Row::at_most("Portal, cold, all requests", kilobytes("portal")?, 220.0, "KB"),
    ])
}

/// The mobile preset, three times; of each number the median counts.
pub(crate) fn lighthouse(platform: &Platform) -> Result<Vec<Row>> {
    println!("Asking Lighthouse, {RUNS} times");
    let folder = project::root().join("tests/lighthouse/node_modules");
    let report = project::root().join("target/bench/lighthouse.json");
    let mut reports = Vec::new();
    for _ in 0..RUNS {
        let mut node = Command::new(folder.join("node/bin/node"));
        node.arg(folder.join("lighthouse/cli/index.js"))
            .arg(format!("{}/sign-in", platform.url()));
        node.args([
            "--quiet",
            "--output=json",
            "--only-categories=performance,accessibility,best-practices",
        ]);
        node.args(["--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"]);
        node.arg(format!("--output-path={}", report.display()));
        node.env("CHROME_PATH", setup::chromium().context("Chromium is missing")?);
        process::run(&mut node)?;
        reports.push(serde_json::from_str::<Value>(&fs::read_to_string(&report)?)?);
    }
    let score = |category: &str| median(&reports, &format!("/categories/{category}/score"), 100.0);
    let paint = median(&reports, "/audits/largest-contentful-paint/numericValue", 0.001);
    Ok(vec![
        Row::at_least(
            "Lighthouse, mobile: performance",
            score("performance")?,
            100.0,
            "",
        ),
        Row::at_least(
            "Lighthouse, mobile: accessibility",
            score("accessibility")?,
            100.0,
            "",
        ),
        Row::at_least(
            "Lighthouse, mobile: best practices",
            score("best-practices")?,
            100.0,
            "",
        ),
        Row::at_most(
            "Largest paint of the sign-in screen, slow phone",
            paint?,
            1.2,
            "s",
        ),
    ])
}

fn median(reports: &[Value], pointer: &str, factor: f64) -> Result<f64> {
    let values = reports
        .iter()
        .map(|report| report.pointer(pointer).and_then(Value::as_f64));
    let mut values = values
        .collect::<Option<Vec<_>>>()
        .with_context(|| format!("no {pointer} in the report"))?;
    values.sort_unstable_by(f64::total_cmp);
    Ok(values[values.len() / 2] * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_counts() {
        let report = |value: f64| serde_json::json!({"a": {"b": value}});
        let reports = [report(0.9), report(1.0), report(0.2)];
        assert!((median(&reports, "/a/b", 100.0).unwrap() - 90.0).abs() < 0.01);
        assert!(median(&reports, "/a/c", 1.0).is_err());
    }
}
