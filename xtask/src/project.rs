//! Where things are. Invariant: everything that is made lies under `target/`, `dist/` or a `node_modules`, all of them
//! ignored by git.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where build tools are installed, so that nothing of this project lands outside its folder.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

/// The binary that `cargo xtask build` makes.
pub(crate) fn binary() -> PathBuf {
    root().join("target/dist/latchkey")
}

/// The screens, built and compressed, as the server embeds them.
pub(crate) fn embedded() -> PathBuf {
    root().join("dist/embedded")
}

/// A path as people read it: relative to the workspace where it lies in there.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// `PATH` with the installed tools in front.
pub(crate) fn path_with_tools() -> std::ffi::OsString {
    let mut folders = vec![tools().join("bin"), tools().join("npm/node_modules/.bin")];
    folders.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    std::env::join_paths(folders).expect("folders that came from PATH join to a PATH")
}

/// The first program of that name on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}
