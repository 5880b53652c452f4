//! Compresses the files that browsers fetch (Brotli and gzip, at their highest levels) during the build, so that the server never has to.
//! Invariant: files that did not change are not written, so that Cargo does not build the server, which embeds them, again.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Files up to this size, in bytes, are not compressed: they gain nothing.
const WORTH_COMPRESSING: usize = 256;
/// Brotli's largest window, as the logarithm of its size in bytes (RFC 7932 §9.1).
const LARGEST_WINDOW: i32 = 24;

/// Makes the folder `to` hold each file of `from`, beside it `FILE.br` and `FILE.gz` where the file is worth compressing, and nothing else.
pub(crate) fn folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let mut expected = BTreeSet::new();
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        expected.extend(copy(&file, &target).with_context(|| format!("{}", file.display()))?);
    }
    for stale in files(to)?.into_iter().filter(|file| !expected.contains(file)) {
        fs::remove_file(stale)?;
    }
    Ok(())
}

/// Copies one file and its compressed forms, unless they are there already. Returns the files that belong in the target folder now.
fn copy(file: &Path, target: &Path) -> Result<Vec<PathBuf>> {
    let content = fs::read(file)?;
    let forms = [
        target.to_path_buf(),
        with_suffix(target, ".br"),
        with_suffix(target, ".gz"),
    ];
    let unchanged = fs::read(target).is_ok_and(|there| there == content);
    let compressed = content.len() > WORTH_COMPRESSING;
    if unchanged && (!compressed || (forms[1].is_file() && forms[2].is_file())) {
        return Ok(forms.into_iter().take(if compressed { 3 } else { 1 }).collect());
    }
    fs::create_dir_all(target.parent().context("a file has a folder")?)?;
    if !compressed {
        fs::write(target, content)?;
        return Ok(vec![target.to_path_buf()]);
    }
    fs::write(&forms[1], brotli(&content)?)?;
    fs::write(&forms[2], gzip(&content)?)?;
    // The file itself is written last: where it is there and unchanged, the next build takes its compressed forms as complete.
    fs::write(target, content)?;
    Ok(forms.to_vec())
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let options = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: LARGEST_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &options)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Every file in `folder` and in the folders below it.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn large_files_get_both_forms_and_they_unpack_to_the_same() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let content = b"<p>hello</p>".repeat(100);
        fs::create_dir(from.path().join("deep")).unwrap();
        fs::write(from.path().join("deep/page.html"), &content).unwrap();
        fs::write(from.path().join("small.txt"), "small").unwrap();
        fs::write(to.path().join("old.js"), "stale").unwrap();
        folder(from.path(), to.path()).unwrap();

        let mut unpacked = Vec::new();
        let packed = fs::read(to.path().join("deep/page.html.br")).unwrap();
        assert!(packed.len() < content.len());
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).unwrap();
        assert_eq!(unpacked, content);
        let mut unpacked = Vec::new();
        let packed = fs::read(to.path().join("deep/page.html.gz")).unwrap();
        flate2::read::GzDecoder::new(&*packed)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, content);
        assert_eq!(fs::read(to.path().join("small.txt")).unwrap(), b"small");
        assert!(!to.path().join("small.txt.br").exists());
        assert!(!to.path().join("old.js").exists());
    }

    #[test]
    fn what_did_not_change_is_not_written_again() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("a.js"), "x".repeat(1000)).unwrap();
        folder(from.path(), to.path()).unwrap();
        fs::write(to.path().join("a.js.br"), "kept").unwrap();
        folder(from.path(), to.path()).unwrap();
        assert_eq!(fs::read(to.path().join("a.js.br")).unwrap(), b"kept");
        fs::write(from.path().join("a.js"), "y".repeat(1000)).unwrap();
        folder(from.path(), to.path()).unwrap();
        assert_ne!(fs::read(to.path().join("a.js.br")).unwrap(), b"kept");
    }
}
