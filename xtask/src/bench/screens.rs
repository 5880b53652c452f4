//! What the screens weigh on the wire, and what Lighthouse says of the first of them.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{
    Row,
    database::{self, PASSWORD},
    platform::{Data, Platform},
};
use crate::{process, project, screens, setup};

const RUNS: usize = 3;

/// Most that a page of the portal should weigh where nothing is there yet, and on top of the portal's home, in KB.
const COLD_PAGE: f64 = 200.0;
const FURTHER_PAGE: f64 = 60.0;

/// The cold sign-in screen and the pages of the portal, all requests with their headers; and the portal's files together.
pub(crate) fn sizes(platform: &Platform) -> Result<Vec<Row>> {
    println!("Weighing the screens");
    let mut node = Command::new("node");
    node.current_dir(project::root().join("tests/e2e"))
        .arg("measure/sizes.mjs");
    node.args([platform.url(), database::username(0), PASSWORD.to_owned()]);
    node.env("CHROME_PATH", setup::chromium().context("Chromium is missing")?);
    let printed = process::run_and_read(&mut node)?;
    let sizes: Value = serde_json::from_str(printed.trim())?;
    let mut rows = vec![Row::at_most(
        "Sign-in screen, cold, all requests",
        kilobytes(&sizes["signIn"])?,
        88.0,
        "KB",
    )];
    for page in sizes["portal"].as_array().context("no pages")? {
        rows.extend(of_page(page)?);
    }
    rows.push(Row::shown(
        "Portal, all pages and their modules",
        compressed(&project::embedded().join("portal"), &[".wasm.br", ".js.br"])?,
        "KB",
    ));
    Ok(rows)
}

/// How heavy a page of the portal is, and in how many requests it comes.
fn of_page(page: &Value) -> Result<Vec<Row>> {
    let name = page["page"].as_str().context("a page without a name")?;
    let requests = |load: &Value| load["requests"].as_u64().context("no requests");
    let what = |load: &Value, how: &str| {
        let requests = requests(load)?;
        anyhow::Ok(format!("Portal, {name}, {how}, {requests} requests"))
    };
    let cold = &page["cold"];
    let mut rows = vec![Row::at_most(
        what(cold, "cold")?,
        kilobytes(cold)?,
        COLD_PAGE,
        "KB",
    )];
    let further = &page["further"];
    if !further.is_null() {
        let what = what(further, "after Home")?;
        rows.push(Row::at_most(what, kilobytes(further)?, FURTHER_PAGE, "KB"));
    }
    Ok(rows)
}

fn kilobytes(load: &Value) -> Result<f64> {
    load["bytes"]
        .as_f64()
        .map(|bytes| bytes / 1024.0)
        .context("no size")
}

/// What the first page would weigh if the portal were not split: entry page, styles, JavaScript and the one module, compressed.
pub(crate) fn whole_portal(_: &Data) -> Result<Vec<Row>> {
    let folder = screens::build_whole_portal()?;
    let kinds = [".html.br", ".css.br", ".js.br", ".wasm.br"];
    Ok(vec![Row::shown(
        "Portal without splitting, any page, cold, files alone",
        compressed(&folder, &kinds)?,
        "KB",
    )])
}

/// The files of these kinds in `folder` together, in KB.
fn compressed(folder: &Path, kinds: &[&str]) -> Result<f64> {
    let mut bytes = 0;
    for file in fs::read_dir(folder).with_context(|| format!("cannot read {}", project::shown(folder)))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if kinds.iter().any(|kind| name.ends_with(kind)) {
            bytes += file.metadata()?.len();
        }
    }
    Ok(bytes as f64 / 1024.0)
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
