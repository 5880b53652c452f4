//! Files that only their owner can read: the key, the database and copies of it. Invariant: such a file is private from its
//! first moment, and never takes the place of another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Makes an empty file that only its owner can read, and that must not exist yet.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a file with these contents, which must not exist yet. Nobody ever sees it empty or in part, also when the process
/// or the machine dies halfway: it is written under another name, and gets its own when it is on the disk. Where the file system
/// has no hard links it is made under its own name at once, and whoever reads it meanwhile finds it without its end.
pub fn create_with(path: &Path, contents: &str) -> io::Result<()> {
    create_linked(path, contents, |draft, path| fs::hard_link(draft, path))
}

/// With `link` in the place of the file system's hard links.
fn create_linked(
    path: &Path,
    contents: &str,
    link: impl Fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    let draft = draft_of(path);
    let mut file = create(&draft)?;
    let written = file.write_all(contents.as_bytes()).and_then(|()| file.sync_all());
    // A link, and no renaming: that would replace what another process has put there in the meantime.
    let linked = written.map(|()| link(&draft, path));
    let _ = fs::remove_file(&draft);
    match linked? {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // FAT, and some network and container file systems, know no hard links; each says so in its own way.
        Err(_) => create_in_place(path, contents)?,
    }
    sync_folder_of(path)
}

fn create_in_place(path: &Path, contents: &str) -> io::Result<()> {
    let mut file = create(path)?;
    let written = file.write_all(contents.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Ours, and worth nothing.
        let _ = fs::remove_file(path);
    }
    written
}

/// A name beside `path` that nobody has.
pub fn draft_of(path: &Path) -> PathBuf {
    path.with_added_extension(format!("{}.draft", uuid::Uuid::now_v7().simple()))
}

/// Gives the file `draft` the name `path`, at one moment, once it is on the disk. What had that name is gone.
pub fn take_place(draft: &Path, path: &Path) -> io::Result<()> {
    File::open(draft)?.sync_all()?;
    fs::rename(draft, path)?;
    sync_folder_of(path)
}

/// Keeps the file `path` under the name `also`, too, which must not exist yet: as a second name of it, or as a copy.
pub fn keep(path: &Path, also: &Path) -> io::Result<()> {
    match fs::hard_link(path, also) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        Err(_) => {
            let mut copy = create(also)?;
            io::copy(&mut File::open(path)?, &mut copy)?;
            copy.sync_all()?;
        }
    }
    sync_folder_of(also)
}

/// Warns where others can read a file that should be its owner's alone, as on file systems that keep no permissions.
pub fn warn_if_open(path: &Path, remedy: &str) {
    #[cfg(unix)]
    if let Ok(file) = fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            tracing::warn!(
                path = %path.display(),
                mode = format!("{mode:03o}"),
                remedy,
                "others can read this file"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = (path, remedy);
}

/// File systems that cannot do that for a folder keep names in an order of their own; there is nothing more to do then.
#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new(".")))?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

#[cfg(not(unix))]
fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_links(_: &Path, _: &Path) -> io::Result<()> {
        Err(ErrorKind::PermissionDenied.into())
    }

    #[test]
    fn without_hard_links_a_file_is_made_all_the_same_and_by_one_alone() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("key");
            let together = std::sync::Barrier::new(8);
            let made = std::thread::scope(|scope| {
                let make = |n: usize| {
                    let (path, together) = (&path, &together);
                    scope.spawn(move || {
                        together.wait();
                        create_linked(path, &format!("{n}\n"), no_links).map(|()| n)
                    })
                };
                let makers = [0, 1, 2, 3, 4, 5, 6, 7].map(make);
                makers.map(|maker| maker.join().expect("ends"))
            });
            let winners = made
                .iter()
                .filter_map(|made| made.as_ref().ok())
                .collect::<Vec<_>>();
            assert_eq!(winners.len(), 1, "{made:?}");
            let contents = fs::read_to_string(&path).expect("reads");
            assert_eq!(contents, format!("{}\n", winners[0]));
            for lost in made.iter().filter_map(|made| made.as_ref().err()) {
                assert_eq!(lost.kind(), ErrorKind::AlreadyExists);
            }
            let left = fs::read_dir(folder.path()).expect("a folder").count();
            assert_eq!(left, 1, "nothing is left beside it");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_made_without_links_is_private_too() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        create_linked(&path, "x", no_links).expect("makes");
        let mode = fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
