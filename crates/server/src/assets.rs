//! The built screens: two entry pages and the files that they load, compressed when they were built. Inside the binary with
//! the feature `embed-screens`, else read from a folder once at start.

mod asset;
mod brand;
mod entry_page;
mod error;
mod theme_colour;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use bytes::Bytes;
use latchkey_spa::front::page::Screen;

use crate::domain::colour::Colour;
use crate::domain::logo::LogoName;

pub use asset::{Asset, Encoding};
use entry_page::content_hash;
pub use entry_page::{FrontDoorPage, PortalPage, form_post_policy};
pub use error::AssetsError;

/// Files of `public/` that browsers, phones and search engines look for at the root.
pub const ROOT_FILES: [&str; 4] = ["favicon.ico", "favicon.svg", "apple-touch-icon.png", "robots.txt"];
/// Scripts of `public/`.
const SCRIPTS: [&str; 2] = ["passkey.js", "new-passkey.js"];
/// Trunk copies `public/` beside the front door's entry page.
const ROOT_FOLDER: &str = "front";
/// The splitter's list: which chunks a page of the portal needs.
const CHUNKS: &str = "portal/chunks.json";
const ICON: &str = "front/favicon.svg";

/// All files, by their path below `/assets/`, and the two entry pages.
#[derive(Debug, Clone)]
pub struct Assets {
    files: HashMap<String, Asset>,
    /// The front door's entry page, but for the sign-in screen.
    pub front: FrontDoorPage,
    /// The sign-in screen's own: most people come for nothing else.
    pub sign_in: FrontDoorPage,
    /// The portal's entry page.
    pub portal: PortalPage,
}

impl Assets {
    /// The screens inside this binary.
    #[cfg(feature = "embed-screens")]
    pub fn embedded() -> Result<Self, AssetsError> {
        static SCREENS: include_dir::Dir<'_> =
            include_dir::include_dir!("$CARGO_MANIFEST_DIR/../../dist/embedded");
        let mut files = Vec::new();
        let mut folders = vec![&SCREENS];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            files.extend(folder.files().map(|file| {
                (
                    file.path().to_string_lossy().into_owned(),
                    Bytes::from_static(file.contents()),
                )
            }));
        }
        Self::from_files(files)
    }

    /// The screens in `folder`, as `cargo xtask build` lays them: `front/…` and `portal/…`, each file also with `.br` and `.gz`.
    pub fn from_folder(folder: &Path) -> Result<Self, AssetsError> {
        let mut files = Vec::new();
        for part in ["front", "sign_in", "portal"] {
            let path = folder.join(part);
            let fault = |source| AssetsError::Read {
                path: path.display().to_string(),
                source,
            };
            for entry in std::fs::read_dir(&path).map_err(fault)? {
                let entry = entry.map_err(fault)?;
                if entry.file_type().map_err(fault)?.is_file() {
                    let name = format!("{part}/{}", entry.file_name().to_string_lossy());
                    files.push((name, Bytes::from(std::fs::read(entry.path()).map_err(fault)?)));
                }
            }
        }
        Self::from_files(files)
    }

    /// The screens from their files' names and contents.
    pub fn from_files(files: Vec<(String, Bytes)>) -> Result<Self, AssetsError> {
        let mut assets: HashMap<String, Asset> = HashMap::new();
        for (name, bytes) in files {
            if let Some(plain) = name.strip_suffix(".br") {
                assets.entry(plain.to_owned()).or_default().brotli = Some(bytes);
            } else if let Some(plain) = name.strip_suffix(".gz") {
                assets.entry(plain.to_owned()).or_default().gzip = Some(bytes);
            } else {
                let asset = assets.entry(name.clone()).or_default();
                asset.plain = bytes;
                asset.content_type = content_type(&name);
            }
        }
        let mut entry_page = |name: &str| {
            let page = assets
                .remove(name)
                .and_then(|page| String::from_utf8(page.plain.to_vec()).ok());
            page.ok_or_else(|| AssetsError::Incomplete(format!("{name} is missing")))
        };
        let front = FrontDoorPage::parse(&entry_page("front/index.html")?)?;
        let sign_in = FrontDoorPage::parse(&entry_page("sign_in/index.html")?)?;
        let portal = PortalPage::parse(entry_page("portal/index.html")?)?;
        // Where the portal is one bundle there is no list.
        let chunks = match assets.remove(CHUNKS) {
            Some(list) => serde_json::from_slice(&list.plain).map_err(|error| {
                AssetsError::Incomplete(format!("{CHUNKS} is no list of chunks: {error}"))
            })?,
            None => HashMap::new(),
        };
        let portal = portal
            .with_chunks(chunks)
            .with_phrases(phrase_files(assets.keys()));
        let scripts = scripts(&assets);
        Ok(Self {
            front: front.with_scripts(&scripts),
            sign_in: sign_in.with_scripts(&scripts),
            files: assets,
            portal,
        })
    }

    /// The same in a platform's colour, with its logo.
    #[must_use]
    pub fn branded(mut self, colour: Colour, logo: Option<&LogoName>) -> Self {
        let style = brand::platform_style(colour, logo);
        if let Some(icon) = self.files.get_mut(ICON) {
            *icon = brand::branded_icon(icon, colour);
        }
        Self {
            files: self.files,
            front: self.front.branded(&style),
            sign_in: self.sign_in.branded(&style),
            portal: self.portal.branded(&style),
        }
    }

    /// The file at `/{name}`, for the names of [`ROOT_FILES`].
    pub fn root_file(&self, name: &str) -> Option<&Asset> {
        let is_known = ROOT_FILES.contains(&name);
        is_known.then(|| self.file(&format!("{ROOT_FOLDER}/{name}")))?
    }

    /// The entry page that `screen` is rendered into.
    pub fn front_door(&self, screen: &Screen) -> &FrontDoorPage {
        match screen {
            Screen::SignIn(_) => &self.sign_in,
            _ => &self.front,
        }
    }

    /// The file at `/assets/{path}`.
    pub fn file(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }
}

/// Where the scripts of `public/` are, by their names. No bundle knows them, so that no build names them by their content: their addresses do,
/// and browsers keep them as they keep everything below `/assets/`.
fn scripts(assets: &HashMap<String, Asset>) -> BTreeMap<String, String> {
    assets
        .iter()
        .filter_map(|(path, asset)| {
            let name = path
                .strip_prefix("front/")
                .filter(|name| SCRIPTS.contains(name))?;
            let hash = content_hash(&asset.plain);
            Some((name.to_owned(), format!("/assets/{path}?{hash}")))
        })
        .collect()
}

/// The files of phrases among these, by the tag of their language: `portal/phrases-{tag}-{hash}.json`.
fn phrase_files<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    names
        .filter_map(|name| {
            let (tag, _) = name.strip_prefix("portal/phrases-")?.rsplit_once('-')?;
            Some((tag.to_owned(), format!("/assets/{name}")))
        })
        .collect()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_admitted_form_is_sent() {
        let asset = Asset {
            brotli: Some(Bytes::new()),
            gzip: Some(Bytes::new()),
            ..Asset::default()
        };
        assert_eq!(
            Encoding::best("gzip, deflate, br, zstd", &asset),
            Encoding::Brotli
        );
        assert_eq!(Encoding::best("gzip;q=1.0, br;q=0", &asset), Encoding::Gzip);
        assert_eq!(Encoding::best("GZIP", &asset), Encoding::Gzip);
        assert_eq!(Encoding::best("", &asset), Encoding::Plain);
        assert_eq!(Encoding::best("br", &Asset::default()), Encoding::Plain);
    }
}
