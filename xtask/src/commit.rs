//! Of which commit a build is made, for `latchkey --version`. Invariant: a folder that is no clone, or a machine without git, builds all the
//! same, and says nothing of a commit.

use std::{env, path::Path, process::Command};

use super::process;

/// The variables of the compiler's environment that `crates/server/src/main.rs` reads: the commit, and its day.
const VARIABLES: [&str; 2] = ["LATCHKEY_BUILD_COMMIT", "LATCHKEY_BUILD_DATE"];

/// Tells the compiler that `cargo` starts of which commit `folder` is. What is set already stays: whoever builds from an archive of the sources
/// knows better.
pub(crate) fn tell(cargo: &mut Command, folder: &Path) {
    if VARIABLES.iter().any(|name| env::var_os(name).is_some()) {
        return;
    }
    if let Some(known) = of(folder) {
        cargo.envs(VARIABLES.into_iter().zip(known));
    }
}

/// The short hash of the folder's commit and its day (UTC); the hash with `-dirty` behind it where a file of it was changed.
fn of(folder: &Path) -> Option<[String; 2]> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        process::output_of(git.arg("-C").arg(folder).args(arguments).env("TZ", "UTC"))
    };
    // A folder inside of somebody else's clone is none.
    git(&["rev-parse", "--show-prefix"]).filter(String::is_empty)?;
    let commit = git(&["describe", "--always", "--dirty", "--exclude", "*", "--abbrev=8"])?;
    let date = git(&["log", "-1", "--format=%cd", "--date=short-local"])?;
    Some([commit, date])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(folder).args(arguments);
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "Ada")
                .env(format!("GIT_{who}_EMAIL"), "ada@acme.example")
                .env(format!("GIT_{who}_DATE"), "2026-11-30T00:30:00+02:00");
        }
        assert!(git.output().expect("git").status.success(), "{arguments:?}");
    }

    #[test]
    fn a_clone_says_its_commit_and_whether_it_was_changed_and_a_folder_says_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        assert_eq!(of(folder), None);
        git(folder, &["init", "--quiet"]);
        assert_eq!(of(folder), None, "there is no commit yet");
        std::fs::write(folder.join("file"), "one").expect("a file");
        git(folder, &["add", "file"]);
        git(folder, &["commit", "--quiet", "--message", "One"]);
        git(folder, &["tag", "v1"]);
        let [commit, date] = of(folder).expect("a commit");
        let is_hash = commit.len() == 8 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_hash, "{commit}");
        assert_eq!(date, "2026-11-29", "in UTC");
        std::fs::write(folder.join("file"), "two").expect("a file");
        let [changed, _] = of(folder).expect("a commit");
        assert_eq!(changed, format!("{commit}-dirty"));
        let inside = folder.join("inside");
        std::fs::create_dir(&inside).expect("a folder");
        assert_eq!(
            of(&inside),
            None,
            "what is unpacked in another clone is not of its commit"
        );
    }
}
