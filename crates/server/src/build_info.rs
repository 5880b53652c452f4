//! Which build of Latchkey runs: its version and, where whoever built it knew, the commit that it was made of. Invariant: what is not known
//! is left out, and nothing is made up for it.

use std::fmt;

/// What a build says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildInfo {
    /// The version, such as `1.2.0`.
    pub version: &'static str,
    /// The commit's short hash, with `-dirty` behind it where files differed from it.
    pub commit: Option<&'static str>,
    /// The commit's date, such as `2026-11-30`.
    pub date: Option<&'static str>,
}

impl BuildInfo {
    /// For Prometheus: a number that is always 1, with what is known as its labels.
    pub fn report(&self) {
        let known = |text: Option<&'static str>| text.unwrap_or_default();
        metrics::gauge!("latchkey_build_info", "version" => self.version, "commit" => known(self.commit), "date" => known(self.date)).set(1.0);
    }
}

impl fmt::Display for BuildInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.version)?;
        match (self.commit, self.date) {
            (None, _) => Ok(()),
            (Some(commit), None) => write!(f, " ({commit})"),
            (Some(commit), Some(date)) => write!(f, " ({commit}, {date})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_says_what_it_knows_and_no_more() {
        let shown = |commit, date| {
            let version = "1.2.0";
            let build = BuildInfo {
                version,
                commit,
                date,
            };
            build.to_string()
        };
        let date = Some("2026-11-30");
        assert_eq!(shown(Some("22831b69"), date), "1.2.0 (22831b69, 2026-11-30)");
        assert_eq!(shown(Some("22831b69-dirty"), None), "1.2.0 (22831b69-dirty)");
        assert_eq!(
            shown(None, date),
            "1.2.0",
            "the day of an unknown commit says nothing"
        );
    }
}
