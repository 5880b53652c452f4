//! Writes the files of phrases: one per language, for the portal's browsers. Invariant: a file's name says what is in it, so that browsers
//! may keep it.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

use anyhow::Result;
use latchkey_phrases::Catalogue;

use super::project;

/// Groups that only the front door says something of: no file of the portal needs them. A test of the screens looks for others who do.
pub(crate) const OF_THE_FRONT_DOOR: [&str; 24] = [
    "address_change",
    "app_problem",
    "ask_for_link",
    "check_mail",
    "choose_account",
    "choose_password",
    "confirm_sign_out",
    "cookies_needed",
    "fault",
    "going_on",
    "invitation",
    "leaving",
    "link_failed",
    "mismatch",
    "no_access",
    "not_set_up",
    "onboarding",
    "recovery",
    "second_account",
    "second_step",
    "sign_in",
    "signed_out",
    "sso_failed",
    "sso_set_up",
];

/// Writes `phrases-{tag}-{hash}.json` of each language into `folder`, in the place of those that are there.
pub(crate) fn write(folder: &Path) -> Result<()> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("phrases-")) {
            fs::remove_file(path)?;
        }
    }
    let catalogue = Catalogue::read(&project::root().join("locales"))?;
    for tag in catalogue.tags() {
        let json = catalogue.json(tag, |group| !OF_THE_FRONT_DOOR.contains(&group));
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        let name = format!("phrases-{tag}-{:016x}.json", hasher.finish());
        fs::write(folder.join(name), json)?;
    }
    Ok(())
}
