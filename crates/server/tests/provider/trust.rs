//! The table "Where trust changes hands" of `docs/ARCHITECTURE.md`, row by row: everything that could let somebody back in is
//! prepared in an account, the change happens, and what is left is what the row says. A row without a scene fails, and so does a
//! scene without a row.

mod admins;
mod identities;
mod newcomers;
mod owner;
mod people;
mod prepared;
mod sso;

use latchkey_server::cli::account;

use self::newcomers::add_company;
use self::people::{GRACE, unaffiliated};
use self::prepared::Prepared;
use self::sso::activate;
use crate::app::file;
use crate::support::{PASSWORD, Platform};

/// The scenes, by the first cell of their rows.
fn scenes() -> impl Iterator<Item = &'static str> {
    let all = [
        newcomers::SCENES,
        owner::SCENES,
        admins::SCENES,
        sso::SCENES,
        identities::SCENES,
    ];
    all.into_iter().flatten().copied()
}

/// Plays the scene with this name.
async fn play(name: &str) -> Prepared {
    match name {
        _ if newcomers::SCENES.contains(&name) => newcomers::play(name).await,
        _ if owner::SCENES.contains(&name) => owner::play(name).await,
        _ if admins::SCENES.contains(&name) => admins::play(name).await,
        _ if sso::SCENES.contains(&name) => sso::play(name).await,
        _ => identities::play(name).await,
    }
}

/// The rows of the table, each with its cells.
fn rows() -> Vec<Vec<String>> {
    let text = include_str!("../../../../docs/ARCHITECTURE.md");
    let (_, section) = text
        .split_once("## Where trust changes hands")
        .expect("the section is there");
    let section = section.split("\n##").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = lines.map(|line| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    });
    cells.collect()
}

#[test]
fn each_row_has_a_scene_and_each_scene_a_row() {
    let mut named = rows().into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    let mut scenes = scenes().map(str::to_owned).collect::<Vec<_>>();
    named.sort();
    scenes.sort();
    assert_eq!(named, scenes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_after_each_change_is_what_its_row_says() {
    let mut wrong = Vec::new();
    for row in rows() {
        let prepared = play(&row[0]).await;
        let left = prepared.left().await;
        if left != row[1..9] {
            wrong.push(format!("{}: {left:?}, and not {:?}", row[0], &row[1..9]));
        }
        let action = row[9].trim_matches('`');
        if !prepared.has_event(action).await {
            wrong.push(format!("{}: no event {action}", row[0]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A thief makes an account, changes its address to that of a company's boss, and waits until the boss is made admin.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_made_beforehand_is_nobodys_way_into_a_company() {
    let mut prepared = unaffiliated("thief@evil.example").await;
    let (confirm, _) = prepared.ask_for("nora@initech.example").await;
    prepared.use_link(&confirm, &[]).await;
    add_company(&prepared.platform).await;
    assert!(!prepared.browser.is_signed_in().await);
    let again = prepared
        .platform
        .browser()
        .sign_in("nora@initech.example", PASSWORD)
        .await;
    assert_eq!(again.status, 401);
    let admin = "SELECT company_admin FROM accounts WHERE id = $1";
    assert_eq!(prepared.number(admin).await, 1, "the boss is the admin of it");
}

/// The identity provider and the operator reach also an account whose former address was in the company's domains.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_the_domains_of_a_company_is_found_by_the_former_address_and_loses_the_password() {
    let platform = Platform::with(&file().replace("domains = [\"globex.example\"]", "")).await;
    let mut prepared = Prepared::new(platform, GRACE).await;
    let (confirm, _) = prepared.ask_for("grace@free.example").await;
    prepared.use_link(&confirm, &[]).await;
    let app = &prepared.platform.app;
    let (found, _) = account::set_active(&app.store, app.clock.as_ref(), GRACE, true)
        .await
        .expect("is found");
    assert_eq!(
        (found.id.as_str(), found.email.as_str()),
        (prepared.account_id.as_str(), "grace@free.example")
    );
    activate(&prepared, "https://one.example").await;
    let left = prepared.left().await;
    assert_eq!(left[..4], ["ends", "end", "end", "end"].map(str::to_owned));
}
