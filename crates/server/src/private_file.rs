//! Files that only their owner can read: the key, the database and copies of it. Invariant: such a file is private from its
//! first moment, and never takes the place of another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Makes an empty file that only its owner can read, and that must not exist yet.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a file with these contents, which must not exist yet. Nobody ever sees it empty or in part, also when the process
/// or the machine dies halfway: it is written under another name, and gets its own when it is on the disk.
pub fn create_with(path: &Path, contents: &str) -> io::Result<()> {
    let draft = path.with_added_extension(format!("{}.draft", uuid::Uuid::now_v7().simple()));
    let mut file = create(&draft)?;
    let named = file
        .write_all(contents.as_bytes())
        .and_then(|()| file.sync_all())
        // A link, and no renaming: that would replace what another process has put there in the meantime.
        .and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    sync_folder_of(path)?;
    named
}

#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}
