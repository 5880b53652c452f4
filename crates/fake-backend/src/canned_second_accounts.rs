//! Second accounts of Ada's company, which keep what is done to them.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::{
    Empty, ErrorCode,
    second_accounts::{
        AttachSecondAccount, DetachOwnSecondAccount, DetachSecondAccount, ListOwnSecondAccounts,
        ListSecondAccounts, SecondAccount, list_own_second_accounts, list_second_accounts,
    },
};

use crate::{FakeBackend, MockResponse, canned_members::ADA, page_of};

/// From now on these second accounts are there, the newest first.
pub fn has_second_accounts(backend: &FakeBackend, seconds: Vec<SecondAccount>) {
    let kept = Arc::new(Mutex::new(seconds));
    let known = kept.clone();
    backend.on::<ListSecondAccounts>(move |list_second_accounts::Request { query }| {
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = |second: &SecondAccount, _| {
            let at = known.iter().position(|other| other.id == second.id);
            format!("{:06}", at.unwrap_or_default())
        };
        page_of(&known, &query, key, |second| vec![second.account.clone()])
    });
    let known = kept.clone();
    backend.on::<ListOwnSecondAccounts>(move |Empty {}| {
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let own = known
            .iter()
            .filter(|second| second.member == ADA || second.account == ADA);
        MockResponse::Success(list_own_second_accounts::Response {
            items: own.cloned().collect(),
        })
    });
    let known = kept.clone();
    backend.on::<AttachSecondAccount>(move |request| {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if !request.account.ends_with("@acme.example") {
            return MockResponse::refused_at(ErrorCode::MemberUnknown, "account");
        }
        let id = format!("second-{}", known.len());
        known.insert(0, second(&id, &request.member, &request.account, false));
        MockResponse::Success(Empty {})
    });
    let known = kept.clone();
    backend.on::<DetachSecondAccount>(move |request| detach(&known, &request.second_account));
    backend.on::<DetachOwnSecondAccount>(move |request| detach(&kept, &request.second_account));
}

fn detach(known: &Mutex<Vec<SecondAccount>>, id: &str) -> MockResponse<Empty> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|second| second.id != id);
    MockResponse::Success(Empty {})
}

/// One that was agreed to, and one that waits.
pub fn second_accounts() -> Vec<SecondAccount> {
    vec![
        second(
            "second-a",
            "grace@acme.example",
            "grace.admin@acme.example",
            false,
        ),
        second("second-b", ADA, "ada.admin@acme.example", true),
    ]
}

fn second(id: &str, member: &str, account: &str, is_agreed: bool) -> SecondAccount {
    SecondAccount {
        id: id.to_owned(),
        member: member.to_owned(),
        account: account.to_owned(),
        attached_by: Some(ADA.to_owned()),
        attached_at: "2026-11-27T12:30:00Z".to_owned(),
        confirmed_at: is_agreed.then(|| "2026-11-27T13:30:00Z".to_owned()),
    }
}
