//! Which chunks are joined into one. The splitter makes a chunk of whatever the very same pages need: a hundred small files, most of
//! whose cost is that they are asked for.
//!
//! Invariant: a page gets all chunks that it needs, and a group goes to every page that needs anything of it.

use std::collections::BTreeSet;

/// What one more file costs whoever loads it, in bytes of a module before it is optimised: headers, a dictionary of its own for
/// brotli, its place in the queue of the browser.
const COST_OF_A_FILE: usize = 7000;

/// The portal's home, which everybody loads, and mostly first.
const HOME: &str = "my_apps_route_view_";

/// How many times as much a byte of the home counts as one of another page: most people never see the pages of admins.
const WEIGHT_OF_THE_HOME: usize = 10;

fn weight(page: &str) -> usize {
    let is_home = page.trim_start_matches('_').starts_with(HOME);
    if is_home { WEIGHT_OF_THE_HOME } else { 1 }
}

/// Chunks that are to be one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Files without their endings. The first gives the group its name.
    pub(crate) chunks: Vec<String>,
    /// The pages that need it, by the names of their split points.
    pub(crate) pages: BTreeSet<String>,
    /// Of all chunks together, in bytes.
    pub(crate) size: usize,
}

impl Group {
    fn joined(&self, other: &Self) -> Self {
        Self {
            chunks: [self.chunks.as_slice(), &other.chunks].concat(),
            pages: self.pages.union(&other.pages).cloned().collect(),
            size: self.size + other.size,
        }
    }

    /// What all pages together load because of it.
    fn cost(&self) -> usize {
        let weights: usize = self.pages.iter().map(|page| weight(page)).sum();
        weights * (self.size + COST_OF_A_FILE)
    }
}

/// Joins, pair by pair and the best first, what together costs the pages less than apart. The order of `chunks` decides between
/// equals, so that a build is the same each time.
pub(crate) fn joined(chunks: Vec<Group>) -> Vec<Group> {
    let mut groups = chunks;
    // Kept, as all pairs anew for each join take minutes.
    let mut savings = savings_of(&groups);
    while let Some((first, second)) = best_pair(&savings) {
        groups[first] = groups[first].joined(&groups[second]);
        groups.remove(second);
        savings.remove(second);
        for row in &mut savings[second..] {
            row.remove(second);
        }
        for other in (0..groups.len()).filter(|other| *other != first) {
            savings[first.max(other)][first.min(other)] = saving(&groups[first], &groups[other]);
        }
    }
    groups
}

/// What each pair saves, at the place of the second and then of the first.
fn savings_of(groups: &[Group]) -> Vec<Vec<usize>> {
    let row = |(second, group): (usize, &Group)| {
        let before = groups[..second].iter();
        before.map(|first| saving(first, group)).collect()
    };
    groups.iter().enumerate().map(row).collect()
}

/// What all pages together load less where the two are one; 0 where it is not less.
fn saving(one: &Group, other: &Group) -> usize {
    let apart = one.cost() + other.cost();
    apart.saturating_sub(one.joined(other).cost())
}

/// The places of the two groups that save the most together, the smaller place first.
fn best_pair(savings: &[Vec<usize>]) -> Option<(usize, usize)> {
    let pairs = savings.iter().enumerate().flat_map(|(second, row)| {
        let saved = row.iter().enumerate();
        saved.map(move |(first, saved)| (*saved, first, second))
    });
    let saving = pairs.filter(|(saved, ..)| *saved > 0);
    let best = saving.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, first, second)| (first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &str, pages: &[&str], size: usize) -> Group {
        Group {
            chunks: vec![name.to_owned()],
            pages: pages.iter().map(|page| (*page).to_owned()).collect(),
            size,
        }
    }

    #[test]
    fn what_the_same_pages_need_is_one_file() {
        let chunks = vec![
            chunk("chunk_1", &["apps", "home"], 50_000),
            chunk("chunk_2", &["apps", "home"], 90_000),
        ];
        let groups = joined(chunks);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].chunks, ["chunk_1", "chunk_2"]);
        assert_eq!(groups[0].size, 140_000);
    }

    #[test]
    fn a_small_chunk_goes_along_to_a_page_that_does_not_need_it_and_a_large_one_does_not() {
        let shared = chunk("chunk_1", &["apps", "home", "profile"], 30_000);
        let small = chunk("chunk_2", &["apps", "home"], 100);
        let groups = joined(vec![shared.clone(), small]);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].pages, shared.pages);
        let large = chunk("chunk_2", &["apps", "home"], 90_000);
        assert_eq!(joined(vec![shared.clone(), large.clone()]), [shared, large]);
    }

    #[test]
    fn the_home_gets_nothing_of_other_pages_that_costs_it_more_than_a_file() {
        let everywhere = chunk(
            "chunk_1",
            &["__my_apps_route_view_7", "groups", "members"],
            30_000,
        );
        let elsewhere = chunk("chunk_2", &["groups", "members"], 9_000);
        assert_eq!(
            joined(vec![everywhere.clone(), elsewhere.clone()]),
            [everywhere, elsewhere]
        );
        let everywhere = chunk("chunk_1", &["apps", "groups", "members"], 30_000);
        let elsewhere = chunk("chunk_2", &["groups", "members"], 9_000);
        assert_eq!(joined(vec![everywhere, elsewhere]).len(), 1);
    }

    #[test]
    fn what_is_kept_of_pairs_is_what_all_pairs_anew_would_say() {
        let pages = [
            "home",
            "apps",
            "profile",
            "members",
            "groups",
            "my_apps_route_view_1",
        ];
        let chunks = (1..40_usize).map(|number| {
            let needs = |at: &usize| (number * 7 + at * 5) % (at + 2) < 2;
            let needed: Vec<&str> = (0..pages.len()).filter(needs).map(|at| pages[at]).collect();
            chunk(&format!("chunk_{number}"), &needed, number * number * 37 % 30_000)
        });
        let chunks: Vec<Group> = chunks.collect();
        let mut anew = chunks.clone();
        while let Some((first, second)) = best_pair(&savings_of(&anew)) {
            anew[first] = anew[first].joined(&anew[second]);
            anew.remove(second);
        }
        assert!(anew.len() > 1 && anew.len() < chunks.len());
        assert_eq!(joined(chunks), anew);
    }

    #[test]
    fn pages_that_share_nothing_are_not_joined() {
        let chunks = vec![
            chunk("chunk_1", &["a", "b"], 10),
            chunk("chunk_2", &["c", "d"], 10),
        ];
        assert_eq!(joined(chunks.clone()), chunks);
    }

    #[test]
    fn every_page_keeps_what_it_needs() {
        let pages = ["a", "b", "c", "d", "e"];
        let chunks: Vec<_> = (1..32_usize)
            .map(|set| {
                let pages: Vec<_> = (0..5)
                    .filter(|bit| set & (1 << bit) != 0)
                    .map(|bit| pages[bit])
                    .collect();
                chunk(&format!("chunk_{set}"), &pages, 1000 * (set % 7))
            })
            .collect();
        let groups = joined(chunks.clone());
        assert!(groups.len() < chunks.len());
        for chunk in &chunks {
            let mut holders = groups
                .iter()
                .filter(|group| group.chunks.contains(&chunk.chunks[0]));
            let holder = holders.next().unwrap();
            assert!(holder.pages.is_superset(&chunk.pages) && holders.next().is_none());
        }
        assert_eq!(
            groups.iter().map(|group| group.size).sum::<usize>(),
            chunks.iter().map(|chunk| chunk.size).sum::<usize>()
        );
    }
}
